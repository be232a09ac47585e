/**
 * Claims about the live stream, made with real sockets.
 *
 * <p>What a topic holds must not be tested here.
 */
@NullMarked
package signalbox.presentation.websocket;

import org.jspecify.annotations.NullMarked;
