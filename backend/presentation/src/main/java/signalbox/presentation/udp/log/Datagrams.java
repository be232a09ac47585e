package signalbox.presentation.udp.log;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Some datagrams that came together, in one array. Filled by the receiver, then only read. */
final class Datagrams {
  private static final int ADDRESS_BYTES = 16;
  private static final int SENDER_BYTES = 1 + ADDRESS_BYTES + 2;

  private final byte[] bytes;
  private final int[] ends;
  private final byte[] senders;
  private int count;

  /**
   * @param most how many datagrams there may be
   * @param size their bytes in all
   */
  Datagrams(int most, int size) {
    bytes = new byte[size];
    ends = new int[most];
    senders = new byte[most * SENDER_BYTES];
  }

  /** Where the next one's bytes begin. */
  int end() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /**
   * Counts a datagram whose bytes lie at {@link #end} already.
   *
   * @param address IPv4 or IPv6, as it travels
   */
  void added(int length, byte[] address, int port) {
    int at = count * SENDER_BYTES;
    senders[at] = (byte) address.length;
    System.arraycopy(address, 0, senders, at + 1, address.length);
    senders[at + 1 + ADDRESS_BYTES] = (byte) (port >>> 8);
    senders[at + 2 + ADDRESS_BYTES] = (byte) port;
    ends[count] = end() + length;
    count++;
  }

  byte[] bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  int offset(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int length(int index) {
    return ends[index] - offset(index);
  }

  InetAddress sender(int index) {
    int at = index * SENDER_BYTES;
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(senders, at + 1, at + 1 + senders[at]));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Neither IPv4 nor IPv6", e);
    }
  }

  /** Address and port of a sender, to tell senders apart. */
  String senderKey(int index) {
    int at = index * SENDER_BYTES;
    return new String(senders, at, SENDER_BYTES, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
