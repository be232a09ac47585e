/**
 * Use cases of runs: starting, listing, stopping, and recording what the orchestrator says of them.
 *
 * <p>SQL, Kafka and JSON must not live here.
 */
@NullMarked
package signalbox.application.run;

import org.jspecify.annotations.NullMarked;
