/**
 * Change signals between the use cases that change something and the live stream that shows it.
 *
 * <p>Sockets and frames must not live here.
 */
@NullMarked
package signalbox.application.event;

import org.jspecify.annotations.NullMarked;
