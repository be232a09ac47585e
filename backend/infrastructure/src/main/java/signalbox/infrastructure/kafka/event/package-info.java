/**
 * Commands on their way to Kafka.
 *
 * <p>Consuming, and SQL, must not live here.
 */
@NullMarked
package signalbox.infrastructure.kafka.event;

import org.jspecify.annotations.NullMarked;
