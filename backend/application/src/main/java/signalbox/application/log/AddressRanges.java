package signalbox.application.log;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A list of networks in CIDR notation. Immutable. */
public final class AddressRanges {
  public static final AddressRanges NONE = new AddressRanges(List.of());

  private final List<Range> ranges;

  private AddressRanges(List<Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * @param texts {@code 10.0.0.0/8}, {@code ::1}
   * @throws IllegalArgumentException naming the first that is none
   */
  public static AddressRanges of(Collection<String> texts) {
    List<Range> ranges = new ArrayList<>();
    for (String text : texts) {
      int slash = text.indexOf('/');
      String address = slash < 0 ? text : text.substring(0, slash);
      // Nothing else is an address, and a name would be looked up.
      if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
        throw new IllegalArgumentException(text);
      }
      try {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > bytes.length * 8) {
          throw new IllegalArgumentException(text);
        }
        ranges.add(new Range(bytes, bits));
      } catch (UnknownHostException | NumberFormatException e) {
        throw new IllegalArgumentException(text, e);
      }
    }
    return new AddressRanges(List.copyOf(ranges));
  }

  public boolean contains(InetAddress address) {
    if (ranges.isEmpty()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return ranges.stream().anyMatch(range -> range.contains(bytes));
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Range(byte[] network, int bits) {
    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
        if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
