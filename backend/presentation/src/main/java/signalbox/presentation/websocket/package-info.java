/**
 * The live stream: sockets, frames, credit and who is woken when.
 *
 * <p>What a topic holds and who may follow it must not live here.
 */
@NullMarked
package signalbox.presentation.websocket;

import org.jspecify.annotations.NullMarked;
