/**
 * The log of the system's own Java parts: one JSON object on a line, with the trace it belongs to.
 *
 * <p>The log of a run, which user code writes, must not live here.
 */
@NullMarked
package signalbox.logging;

import org.jspecify.annotations.NullMarked;
