/**
 * Fakes, contract suites and claims about {@code application.artifact}.
 *
 * <p>Real stores must not live here.
 */
@NullMarked
package signalbox.application.artifact;

import org.jspecify.annotations.NullMarked;
