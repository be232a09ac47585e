/**
 * W3C trace context from command to call and status.
 *
 * <p>Nothing here depends on Kafka or gRPC.
 */
@NullMarked
package signalbox.orchestrator.service.tracing;

import org.jspecify.annotations.NullMarked;
