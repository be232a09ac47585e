package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a text, one at a time, with a character for each byte: where a format counts places,
 * it counts bytes. Memory use does not grow with a line. Not thread-safe.
 */
final class ByteLines {
  static final int MAX_LINE = 64 * 1024;

  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[] line = new byte[MAX_LINE];
  private int at;
  private int filled;
  private int length;
  private boolean tooLong;
  private long number;
  private long bytes;

  ByteLines(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false at the end. Must not be called after a line that is too long. */
  boolean next() throws IOException {
    length = 0;
    boolean any = false;
    while (more()) {
      any = true;
      byte found = buffer[at++];
      bytes++;
      if (found == '\n') {
        break;
      }
      if (length == MAX_LINE) {
        tooLong = true;
        break;
      }
      line[length++] = found;
    }
    if (any) {
      number++;
    }
    return any;
  }

  private boolean more() throws IOException {
    if (at == filled) {
      filled = in.read(buffer, 0, BUFFER);
      at = 0;
    }
    return filled > 0;
  }

  /** The line has more than {@link #MAX_LINE} bytes; the first of them are its text. */
  boolean tooLong() {
    return tooLong;
  }

  /** The number of the line, from 1. */
  long number() {
    return number;
  }

  /** How many bytes have been read up to the end of the line. */
  long bytes() {
    return bytes;
  }

  /** The line without its end. */
  String text() {
    boolean marked = length > 0 && line[length - 1] == '\r';
    return new String(line, 0, marked ? length - 1 : length, StandardCharsets.ISO_8859_1);
  }
}
