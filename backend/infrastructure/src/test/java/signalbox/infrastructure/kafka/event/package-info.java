/**
 * Claims about {@code signalbox.infrastructure.kafka.event}, with real servers where there are any.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.kafka.event;

import org.jspecify.annotations.NullMarked;
