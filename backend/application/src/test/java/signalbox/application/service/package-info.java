/**
 * Fakes, contract suites and claims about {@code application.service}.
 *
 * <p>Real stores must not live here.
 */
@NullMarked
package signalbox.application.service;

import org.jspecify.annotations.NullMarked;
