package signalbox.presentation.udp.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** An open UDP socket. Received from by one thread; closed by any. */
interface DatagramSocketPort extends AutoCloseable {
  /** The largest datagram that UDP can carry fits. */
  int MOST_BYTES = 64 * 1024;

  /**
   * What came, at least one datagram; null when nothing came for a short while.
   *
   * @throws IOException when the socket is broken or closed
   */
  @Nullable Datagrams receive() throws IOException;

  InetSocketAddress address();

  /** How many bytes the operating system holds for us. */
  int receiveBuffer();

  @Override
  void close();
}
