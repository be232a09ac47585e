/**
 * Fakes and contract suites of projects on their way.
 *
 * <p>Tests that need a server must not live here.
 */
@NullMarked
package signalbox.application.transfer;

import org.jspecify.annotations.NullMarked;
