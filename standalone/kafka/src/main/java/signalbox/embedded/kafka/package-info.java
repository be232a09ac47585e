/**
 * The program that is the embedded Kafka broker: formats its folder once, then runs Kafka.
 *
 * <p>No topic, no client and nothing of Signalbox belongs here.
 */
@NullMarked
package signalbox.embedded.kafka;

import org.jspecify.annotations.NullMarked;
