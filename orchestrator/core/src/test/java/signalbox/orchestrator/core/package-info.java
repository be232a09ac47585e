/**
 * Claims about the run machine and the dispatcher, and seeded simulations of both.
 *
 * <p>No wall clock must enter here.
 */
@NullMarked
package signalbox.orchestrator.core;

import org.jspecify.annotations.NullMarked;
