/**
 * Fakes, contract suites and claims about {@code application.model}.
 *
 * <p>Real stores must not live here.
 */
@NullMarked
package signalbox.application.model;

import org.jspecify.annotations.NullMarked;
