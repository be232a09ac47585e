package signalbox.infrastructure.timescale.metric;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a segment and of its blocks; see docs/adr/0019.
 *
 * <p>A format byte and the number of points as 32 bits, then the columns step, microseconds, value,
 * sequence and ordinal. All numbers are big-endian. In format 0 every column has 64 bits a point.
 * In format 1 the values still have; each other column begins with a byte that tells its kind: 0,
 * the differences from point to point as zigzag varints, the first one from 0; or 1, the first
 * number and one difference that all share.
 *
 * <p>Nothing is stored as no bytes.
 */
final class SegmentFormat {
  /** Points of a fine block. */
  static final int FINE = 16;

  /** Points of a coarse block. */
  static final int COARSE = 256;

  private static final byte PLAIN = 0;
  private static final byte PACKED = 1;
  private static final byte DIFFERENCES = 0;
  private static final byte PROGRESSION = 1;
  private static final int HEADER_BYTES = 5;
  private static final int MAX_VARINT_BYTES = 10;
  private static final int BLOCK_BYTES = 5 * Long.BYTES;

  private SegmentFormat() {}

  static byte[] encode(PointColumns points, int from, int to) {
    int count = to - from;
    if (count == 0) {
      return new byte[0];
    }
    byte[] bytes = new byte[HEADER_BYTES + count * (Double.BYTES + 4 * MAX_VARINT_BYTES) + 4 * 21];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.put(PACKED).putInt(count);
    int at = HEADER_BYTES;
    at = column(bytes, at, points.step, from, to);
    at = column(bytes, at, points.micros, from, to);
    ByteBuffer.wrap(bytes, at, count * Double.BYTES)
        .slice()
        .asDoubleBuffer()
        .put(points.value, from, count);
    at += count * Double.BYTES;
    at = column(bytes, at, points.sequence, from, to);
    at = column(bytes, at, points.ordinal, from, to);
    return Arrays.copyOf(bytes, at);
  }

  private static int column(byte[] bytes, int start, long[] numbers, int from, int to) {
    int at = start;
    if (progression(numbers, from, to)) {
      bytes[at++] = PROGRESSION;
      at = varint(bytes, at, numbers[from]);
      return varint(bytes, at, to - from > 1 ? numbers[from + 1] - numbers[from] : 0);
    }
    bytes[at++] = DIFFERENCES;
    long before = 0;
    for (int i = from; i < to; i++) {
      at = varint(bytes, at, numbers[i] - before);
      before = numbers[i];
    }
    return at;
  }

  private static boolean progression(long[] numbers, int from, int to) {
    for (int i = from + 2; i < to; i++) {
      if (numbers[i] - numbers[i - 1] != numbers[from + 1] - numbers[from]) {
        return false;
      }
    }
    return true;
  }

  private static int varint(byte[] bytes, int start, long number) {
    int at = start;
    long rest = (number << 1) ^ (number >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  static int count(byte[] bytes) {
    return bytes.length == 0 ? 0 : ByteBuffer.wrap(bytes).getInt(1);
  }

  /** Appends all columns. */
  static void decode(byte[] bytes, PointColumns into) {
    int count = count(bytes);
    if (count == 0) {
      return;
    }
    into.reserve(count);
    Cursor cursor = new Cursor(bytes);
    cursor.numbers(into.step, into.size, count);
    cursor.numbers(into.micros, into.size, count);
    cursor.values(into.value, into.size, count);
    cursor.numbers(into.sequence, into.size, count);
    cursor.numbers(into.ordinal, into.size, count);
    into.size += count;
  }

  /** Writes what a chart needs into columns that have room from {@code at} on; how many. */
  static int decode(byte[] bytes, long[] step, long[] micros, double[] value, int at) {
    int count = count(bytes);
    if (count > 0) {
      Cursor cursor = new Cursor(bytes);
      cursor.numbers(step, at, count);
      cursor.numbers(micros, at, count);
      cursor.values(value, at, count);
    }
    return count;
  }

  /**
   * Blocks of so many points, the last one shorter: step and time of the last point, min, max,
   * last.
   */
  static byte[] blocks(PointColumns points, int from, int to, int size) {
    int blocks = (to - from + size - 1) / size;
    ByteBuffer bytes = ByteBuffer.allocate(blocks * BLOCK_BYTES);
    for (int begin = from; begin < to; begin += size) {
      int end = Math.min(to, begin + size);
      double min = points.value[begin];
      double max = min;
      for (int i = begin + 1; i < end; i++) {
        min = Math.min(min, points.value[i]);
        max = Math.max(max, points.value[i]);
      }
      bytes
          .putLong(points.step[end - 1])
          .putLong(points.micros[end - 1])
          .putDouble(min)
          .putDouble(max)
          .putDouble(points.value[end - 1]);
    }
    return bytes.array();
  }

  static int blockCount(byte[] blocks) {
    return blocks.length / BLOCK_BYTES;
  }

  /** One block into columns. */
  static void block(
      ByteBuffer blocks,
      int index,
      long[] step,
      long[] micros,
      double[] min,
      double[] max,
      double[] last,
      int at) {
    int place = index * BLOCK_BYTES;
    step[at] = blocks.getLong(place);
    micros[at] = blocks.getLong(place + 8);
    min[at] = blocks.getDouble(place + 16);
    max[at] = blocks.getDouble(place + 24);
    last[at] = blocks.getDouble(place + 32);
  }

  private static final class Cursor {
    private final byte[] bytes;
    private final byte format;
    private int at = HEADER_BYTES;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
      this.format = bytes[0];
      if (format != PLAIN && format != PACKED) {
        throw new IllegalStateException("A segment of the unknown format " + format);
      }
    }

    void values(double[] into, int start, int count) {
      ByteBuffer.wrap(bytes, at, count * Double.BYTES)
          .slice()
          .asDoubleBuffer()
          .get(into, start, count);
      at += count * Double.BYTES;
    }

    void numbers(long[] into, int start, int count) {
      if (format == PLAIN) {
        ByteBuffer.wrap(bytes, at, count * Long.BYTES)
            .slice()
            .asLongBuffer()
            .get(into, start, count);
        at += count * Long.BYTES;
      } else if (bytes[at++] == PROGRESSION) {
        long number = varint();
        long difference = varint();
        for (int i = start; i < start + count; i++, number += difference) {
          into[i] = number;
        }
      } else {
        long number = 0;
        for (int i = start; i < start + count; i++) {
          number += varint();
          into[i] = number;
        }
      }
    }

    private long varint() {
      byte first = bytes[at++];
      long raw = first & 0x7f;
      for (int shift = 7, next = first; next < 0; shift += 7) {
        next = bytes[at++];
        raw |= (next & 0x7fL) << shift;
      }
      return (raw >>> 1) ^ -(raw & 1);
    }
  }
}
