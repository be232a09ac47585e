/**
 * How the backend is watched: metrics, traces, health of the process.
 *
 * <p>Nothing that changes what the backend does must live here.
 */
@NullMarked
package signalbox.bootstrap.observability;

import org.jspecify.annotations.NullMarked;
