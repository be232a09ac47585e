/**
 * The routes of dead letters.
 *
 * <p>What becomes of a letter must not be decided here.
 */
@NullMarked
package signalbox.presentation.rest.event;

import org.jspecify.annotations.NullMarked;
