/**
 * Fakes, contract suites and claims about {@code application.run}.
 *
 * <p>Real stores must not live here.
 */
@NullMarked
package signalbox.application.run;

import org.jspecify.annotations.NullMarked;
