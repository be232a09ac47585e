/** Tests of {@code signalbox.presentation.kafka.event}. */
@NullMarked
package signalbox.presentation.kafka.event;

import org.jspecify.annotations.NullMarked;
