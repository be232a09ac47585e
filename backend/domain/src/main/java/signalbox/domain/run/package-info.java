/**
 * Runs: their states, the table of legal transitions, what starts them and what they leave.
 *
 * <p>Kafka, SQL and clocks must not live here.
 */
@NullMarked
package signalbox.domain.run;

import org.jspecify.annotations.NullMarked;
