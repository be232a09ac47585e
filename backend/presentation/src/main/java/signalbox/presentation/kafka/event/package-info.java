/**
 * The status topic: consuming and decoding.
 *
 * <p>What a status means must not live here.
 */
@NullMarked
package signalbox.presentation.kafka.event;

import org.jspecify.annotations.NullMarked;
