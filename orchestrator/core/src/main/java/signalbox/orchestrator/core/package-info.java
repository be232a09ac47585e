/**
 * What happens to a run: its phases, its transition table, its timers and the queue for slots, as
 * pure functions of state, event and time.
 *
 * <p>No clock, no thread, no I/O and no library must enter here.
 */
@NullMarked
package signalbox.orchestrator.core;

import org.jspecify.annotations.NullMarked;
