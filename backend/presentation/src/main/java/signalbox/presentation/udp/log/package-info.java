/**
 * Log datagrams: receiving them in bulk, telling the formats apart, decoding them within bounds.
 *
 * <p>Keys, stores and what a line means must not live here.
 */
@NullMarked
package signalbox.presentation.udp.log;

import org.jspecify.annotations.NullMarked;
