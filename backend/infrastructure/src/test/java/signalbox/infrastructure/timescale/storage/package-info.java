/**
 * The contract of what the telemetry store keeps of runs, on real databases.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.timescale.storage;

import org.jspecify.annotations.NullMarked;
