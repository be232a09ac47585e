/**
 * Fakes and claims about topics and signals.
 *
 * <p>No real store must be needed here.
 */
@NullMarked
package signalbox.application.event;

import org.jspecify.annotations.NullMarked;
