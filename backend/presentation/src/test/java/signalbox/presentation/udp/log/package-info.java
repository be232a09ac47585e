/** Tests of the log datagrams. */
@NullMarked
package signalbox.presentation.udp.log;

import org.jspecify.annotations.NullMarked;
