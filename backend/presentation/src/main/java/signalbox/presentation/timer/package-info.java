/**
 * Use cases that the clock calls.
 *
 * <p>What is done must not live here, only when.
 */
@NullMarked
package signalbox.presentation.timer;

import org.jspecify.annotations.NullMarked;
