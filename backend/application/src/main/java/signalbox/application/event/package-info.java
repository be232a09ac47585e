/**
 * Change signals between the use cases that change something and the live stream that shows it, in
 * this backend and, as notices, in the others.
 *
 * <p>Sockets and frames must not live here.
 */
@NullMarked
package signalbox.application.event;

import org.jspecify.annotations.NullMarked;
