/**
 * What happens to a run and to a study: phases, transition tables, timers and the queue for slots,
 * as pure functions of state, event and time.
 *
 * <p>No clock, no thread, no I/O and no library must enter here.
 */
@NullMarked
package signalbox.orchestrator.core;

import org.jspecify.annotations.NullMarked;
