/**
 * Fakes, contract suites and claims about {@code application.study}.
 *
 * <p>Real stores must not live here.
 */
@NullMarked
package signalbox.application.study;

import org.jspecify.annotations.NullMarked;
