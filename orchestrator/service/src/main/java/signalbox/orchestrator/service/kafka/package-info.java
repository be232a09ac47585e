/**
 * Kafka in and out: topics, commands, statuses, dead letters, the changelog.
 *
 * <p>Nothing here calls an ML service or decides about a run.
 */
@NullMarked
package signalbox.orchestrator.service.kafka;

import org.jspecify.annotations.NullMarked;
