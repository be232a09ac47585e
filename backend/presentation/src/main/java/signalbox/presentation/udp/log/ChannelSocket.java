package signalbox.presentation.udp.log;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** A socket as every operating system has it: one call for each datagram. */
final class ChannelSocket implements DatagramSocketPort {
  private static final int TIMEOUT_MILLIS = 100;

  private final DatagramSocket socket;
  private final byte[] buffer = new byte[MOST_BYTES];

  ChannelSocket(InetSocketAddress address, int receiveBuffer) throws IOException {
    socket = new DatagramSocket(null);
    try {
      socket.setReceiveBufferSize(receiveBuffer);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.bind(address);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public @Nullable Datagrams receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return null;
    }
    Datagrams one = new Datagrams(1, packet.getLength());
    System.arraycopy(buffer, 0, one.bytes(), 0, packet.getLength());
    one.added(packet.getLength(), packet.getAddress().getAddress(), packet.getPort());
    return one;
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public int receiveBuffer() {
    try {
      return socket.getReceiveBufferSize();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
