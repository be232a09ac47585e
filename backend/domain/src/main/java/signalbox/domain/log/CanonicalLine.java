package signalbox.domain.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a line over which it is signed and hashed, as {@code contracts/log-datagram.md}
 * defines them. Holds one line at a time and is used by one thread: its buffer is kept, so that a
 * line costs no allocation.
 */
public final class CanonicalLine {
  private static final int FIXED_BYTES = 8 + 8 + 1 + 1 + 4 + 4 + 8 + 4;

  private ByteBuffer buffer = ByteBuffer.allocate(1024);

  /** The canonical bytes of a line alone, in an array of their own. */
  public static byte[] bytes(LogLine line) {
    CanonicalLine canonical = new CanonicalLine();
    canonical.put(line);
    return Arrays.copyOf(canonical.array(), canonical.length());
  }

  /** Takes a line in place of the one before. */
  public void put(LogLine line) {
    byte[] logger = utf8(line.logger());
    byte[] phase = utf8(line.phase());
    byte[] raw = line.raw();
    byte[] text = raw == null ? utf8(line.text()) : raw;
    int length = FIXED_BYTES + logger.length + phase.length + text.length;
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocate(Integer.highestOneBit(length) * 2);
    }
    buffer
        .clear()
        .putLong(line.seq())
        .putLong(line.timeMicros())
        .put((byte) line.level())
        .put((byte) line.stream().code())
        .putInt(logger.length)
        .put(logger)
        .putInt(phase.length)
        .put(phase)
        .putLong(line.cut())
        .putInt(text.length)
        .put(text);
  }

  /** The bytes lie at its beginning. */
  public byte[] array() {
    return buffer.array();
  }

  public int length() {
    return buffer.position();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
