package signalbox.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * So many bytes of a file that somebody may be writing: what grew since is left out, and what was
 * cut off is filled up with zeros. Closing it closes the file.
 */
public final class ExactInputStream extends InputStream {
  private final InputStream in;
  private long left;
  private boolean atEnd;

  public ExactInputStream(InputStream in, long bytes) {
    this.in = in;
    this.left = bytes;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int wanted = (int) Math.min(left, length);
    int read = atEnd ? -1 : in.read(bytes, offset, wanted);
    if (read < 0) {
      atEnd = true;
      Arrays.fill(bytes, offset, offset + wanted, (byte) 0);
      read = wanted;
    }
    left -= read;
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
