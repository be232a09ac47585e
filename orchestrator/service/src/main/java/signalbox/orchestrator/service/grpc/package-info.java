/**
 * Calls to ML services: one channel and one circuit breaker per instance, streams of attempts,
 * predictions.
 *
 * <p>Nothing here reads from Kafka or decides about a run.
 */
@NullMarked
package signalbox.orchestrator.service.grpc;

import org.jspecify.annotations.NullMarked;
