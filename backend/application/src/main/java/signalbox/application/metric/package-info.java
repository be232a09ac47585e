/**
 * Metric points: storing them once, and reading them as charts and as a stream.
 *
 * <p>No meaning of a metric must live here: which of them matter, the ML services and the screens
 * know.
 */
@NullMarked
package signalbox.application.metric;

import org.jspecify.annotations.NullMarked;
