package signalbox.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/** Counts and hashes what is read through it. Not thread-safe. */
final class HashedInputStream extends InputStream {
  private final InputStream in;
  private final LongConsumer moved;
  private final MessageDigest digest = Sha256.begin();
  private long count;

  /**
   * Reads {@code in}, and closes it with itself.
   *
   * @param moved hears of each piece how many bytes it had; may throw to end the reading
   */
  HashedInputStream(InputStream in, LongConsumer moved) {
    this.in = in;
    this.moved = moved;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    if (read > 0) {
      digest.update(bytes, offset, read);
      count += read;
      moved.accept(read);
    }
    return read;
  }

  /** How many bytes were read. */
  long count() {
    return count;
  }

  /** Of what was read; may be asked once. */
  String sha256() {
    return Sha256.text(digest);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
