/**
 * The orchestrator's process: configuration, wiring, start and stop.
 *
 * <p>No rule about runs must enter here.
 */
@NullMarked
package signalbox.orchestrator.service;

import org.jspecify.annotations.NullMarked;
