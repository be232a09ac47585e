/**
 * What the telemetry store has of a project, in numbers.
 *
 * <p>Points and lines themselves must not live here.
 */
@NullMarked
package signalbox.infrastructure.timescale.transfer;

import org.jspecify.annotations.NullMarked;
