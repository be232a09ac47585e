/**
 * Use cases of studies: starting, reading and changing them, and recording what the orchestrator
 * says of their trials.
 *
 * <p>SQL, Kafka and JSON must not live here.
 */
@NullMarked
package signalbox.application.study;

import org.jspecify.annotations.NullMarked;
