/**
 * What the telemetry store keeps of runs, and how large it is.
 *
 * <p>Lines and points themselves must not be read here.
 */
@NullMarked
package signalbox.infrastructure.timescale.storage;

import org.jspecify.annotations.NullMarked;
