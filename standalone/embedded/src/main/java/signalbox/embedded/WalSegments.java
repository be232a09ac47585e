package signalbox.embedded;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** How PostgreSQL counts its write-ahead log, and names the files of it. */
final class WalSegments {
  /** Of the log, in one part of its positions: the half of a file's name counts these parts. */
  private static final long PART_BYTES = 1L << 32;

  private WalSegments() {}

  /** A position as PostgreSQL writes it, {@code 16/B374D848}, as a number of bytes. */
  static long position(String text) {
    var halves = text.split("/", 2);
    if (halves.length != 2) {
      throw new IllegalArgumentException("«" + text + "» is no position of a log");
    }
    return (Long.parseLong(halves[0], 16) << 32) | Long.parseLong(halves[1], 16);
  }

  /**
   * The names of the files that hold the log between two positions, in their order.
   *
   * @param begin of the first byte
   * @param end after the last byte
   */
  static List<String> names(int timeline, long begin, long end, long segmentBytes) {
    long perPart = PART_BYTES / segmentBytes;
    return LongStream.rangeClosed(begin / segmentBytes, (end - 1) / segmentBytes)
        .mapToObj(number ->
            String.format(
                Locale.ROOT, "%08X%08X%08X", timeline, number / perPart, number % perPart))
        .toList();
  }
}
