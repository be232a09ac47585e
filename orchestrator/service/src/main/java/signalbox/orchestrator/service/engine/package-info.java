/**
 * The one thread that owns all runs: events into the pure machine, its state to the changelog, then
 * its effects.
 *
 * <p>Nothing here waits for an ML service.
 */
@NullMarked
package signalbox.orchestrator.service.engine;

import org.jspecify.annotations.NullMarked;
