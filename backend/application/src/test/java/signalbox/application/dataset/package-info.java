/**
 * Fakes and contract suites of datasets.
 *
 * <p>Tests that need a server must not live here.
 */
@NullMarked
package signalbox.application.dataset;

import org.jspecify.annotations.NullMarked;
