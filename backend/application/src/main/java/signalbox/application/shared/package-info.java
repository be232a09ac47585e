/**
 * What every use case is built from: the handler shape, pages, transactions, ids.
 *
 * <p>Nothing of one feature must live here.
 */
@NullMarked
package signalbox.application.shared;

import org.jspecify.annotations.NullMarked;
