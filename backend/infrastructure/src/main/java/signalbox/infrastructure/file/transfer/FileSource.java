package signalbox.infrastructure.file.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import signalbox.application.transfer.Refusals;

/** A file that is read once from its beginning to its end. Used by one thread. */
final class FileSource implements AutoCloseable {
  private static final int BUFFER_BYTES = 128 * 1024;

  /** Between two words on how far it is. */
  private static final long TELL_EVERY = 1024 * 1024;

  private final InputStream in;
  private final long size;
  private final LongConsumer progress;
  private long position;
  private long told;

  FileSource(Path file, LongConsumer progress) {
    this.progress = progress;
    try {
      this.size = Files.size(file);
      this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How much was read. */
  long position() {
    return position;
  }

  /** How much there is behind this place. */
  long left() {
    return size - position;
  }

  /**
   * The next bytes.
   *
   * @throws signalbox.domain.error.SignalboxException {@code import.damaged} when there are fewer
   */
  byte[] take(int count) {
    byte[] bytes = new byte[(int) Math.min(count, left())];
    int there = 0;
    while (there < bytes.length) {
      int read = read(bytes, there, bytes.length - there);
      if (read < 0) {
        break;
      }
      there += read;
    }
    if (there < count) {
      throw Refusals.damaged("its end", "the file is cut off");
    }
    return bytes;
  }

  /** As of an {@link InputStream}; what the disk refuses is no fault of the file. */
  private int read(byte[] bytes, int offset, int length) {
    int read;
    try {
      read = in.read(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (read > 0) {
      position += read;
      if (position - told >= TELL_EVERY) {
        told = position;
        progress.accept(position);
      }
    }
    return read;
  }

  /** The content of an entry, hashed as it is read. */
  Content content(long length) {
    return new Content(length);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends with the entry. */
  final class Content extends InputStream {
    private final MessageDigest digest = TarProjectFileWriter.sha256();
    private long left;

    private Content(long length) {
      this.left = length;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int read = FileSource.this.read(bytes, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw Refusals.damaged("its end", "the file is cut off");
      }
      digest.update(bytes, offset, read);
      left -= read;
      return read;
    }

    /** Passes over what is left; lower-case hex of all. */
    String finish() {
      byte[] scrap = new byte[BUFFER_BYTES];
      while (read(scrap, 0, scrap.length) >= 0) {
        // Only hashed.
      }
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
