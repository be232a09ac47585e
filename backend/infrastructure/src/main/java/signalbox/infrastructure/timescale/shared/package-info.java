/**
 * What every use of the telemetry store shares: its bulk format.
 *
 * <p>Nothing of one feature must live here.
 */
@NullMarked
package signalbox.infrastructure.timescale.shared;

import org.jspecify.annotations.NullMarked;
