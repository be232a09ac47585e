/**
 * Inventories: what lies in the stores, and what of it nobody names.
 *
 * <p>How stores are read must not live here.
 */
@NullMarked
package signalbox.domain.storage;

import org.jspecify.annotations.NullMarked;
