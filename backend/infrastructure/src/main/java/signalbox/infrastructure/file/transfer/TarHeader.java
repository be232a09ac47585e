package signalbox.infrastructure.file.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The block before an entry of a tar, of the one kind that the file of a project has: a plain file
 * with a short name (POSIX.1-2001, ustar). A size of 8 GiB or more is written in binary, as GNU tar
 * and others do.
 *
 * @param name at most {@value #MOST_NAME} characters of ASCII
 * @param seconds since 1970
 */
record TarHeader(String name, long size, long seconds) {
  static final int BLOCK = 512;
  static final int MOST_NAME = 100;

  // Places of fields, and their lengths.
  private static final int MODE = 100;
  private static final int USER = 108;
  private static final int GROUP = 116;
  private static final int SIZE = 124;
  private static final int TIME = 136;
  private static final int NUMBER_LENGTH = 12;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;
  private static final int DEVICE_MAJOR = 329;
  private static final int DEVICE_MINOR = 337;

  private static final int MOST_OCTAL_DIGITS = 11;
  private static final long MOST_OCTAL = (1L << (3 * MOST_OCTAL_DIGITS)) - 1;
  private static final byte BINARY = (byte) 0x80;

  byte[] write() {
    byte[] block = new byte[BLOCK];
    put(block, 0, name);
    put(block, MODE, "0000644\0");
    put(block, USER, "0000000\0");
    put(block, GROUP, "0000000\0");
    if (size <= MOST_OCTAL) {
      put(block, SIZE, octal(size, MOST_OCTAL_DIGITS) + "\0");
    } else {
      block[SIZE] = BINARY;
      ByteBuffer.wrap(block).putLong(SIZE + NUMBER_LENGTH - Long.BYTES, size);
    }
    put(block, TIME, octal(seconds, MOST_OCTAL_DIGITS) + "\0");
    put(block, CHECKSUM, " ".repeat(CHECKSUM_LENGTH));
    put(block, TYPE, "0");
    put(block, MAGIC, "ustar\00000");
    put(block, DEVICE_MAJOR, "0000000\0");
    put(block, DEVICE_MINOR, "0000000\0");
    int sum = 0;
    for (byte one : block) {
      sum += one & 0xff;
    }
    put(block, CHECKSUM, octal(sum, CHECKSUM_LENGTH - 2) + "\0 ");
    return block;
  }

  /** Empty for whatever {@link #write} does not write, down to the last bit. */
  static Optional<TarHeader> read(byte[] block) {
    int length = 0;
    while (length < MOST_NAME && block[length] != 0) {
      length++;
    }
    String name = new String(block, 0, length, StandardCharsets.US_ASCII);
    long size =
        block[SIZE] == BINARY
            ? ByteBuffer.wrap(block).getLong(SIZE + NUMBER_LENGTH - Long.BYTES)
            : octal(block, SIZE);
    long seconds = octal(block, TIME);
    if (length == 0 || size < 0 || seconds < 0) {
      return Optional.empty();
    }
    TarHeader header = new TarHeader(name, size, seconds);
    return Arrays.equals(header.write(), block) ? Optional.of(header) : Optional.empty();
  }

  /** How many zeros follow the content, so that the next block begins. */
  int padding() {
    return (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static String octal(long number, int digits) {
    String text = Long.toOctalString(number);
    return "0".repeat(digits - text.length()) + text;
  }

  /** -1 when it is none. */
  private static long octal(byte[] block, int at) {
    long number = 0;
    for (int i = at; i < at + MOST_OCTAL_DIGITS; i++) {
      if (block[i] < '0' || block[i] > '7') {
        return -1;
      }
      number = number * 8 + block[i] - '0';
    }
    return number;
  }
}
