/**
 * Claims about the orchestrator's process, against a real Kafka and a scripted ML service over real
 * gRPC.
 *
 * <p>No mock must enter here.
 */
@NullMarked
package signalbox.orchestrator.service.kafka;

import org.jspecify.annotations.NullMarked;
