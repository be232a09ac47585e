/**
 * What every use of Kafka shares.
 *
 * <p>Nothing of one feature must live here.
 */
@NullMarked
package signalbox.infrastructure.kafka.shared;

import org.jspecify.annotations.NullMarked;
