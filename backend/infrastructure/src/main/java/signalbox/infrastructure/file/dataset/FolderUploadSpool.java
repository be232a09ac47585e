package signalbox.infrastructure.file.dataset;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import signalbox.application.dataset.UploadSpool;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Uploads as files of one folder. Their names are ours. */
public final class FolderUploadSpool implements UploadSpool {
  private final Path folder;
  private final long maxBytes;
  private final String limit;

  public FolderUploadSpool(Path folder) {
    this(folder, MAX_BYTES, "5 GiB");
  }

  FolderUploadSpool(Path folder, long maxBytes, String limit) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.limit = limit;
  }

  @Override
  public <T> Spooled<T> receive(Source<T> source) {
    Path file;
    try {
      file = Files.createTempFile(folder, "upload-", ".part");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean complete = false;
    MessageDigest digest = sha256();
    try (Counted target = new Counted(Files.newOutputStream(file), digest)) {
      T answer = source.writeTo(target);
      target.flush();
      complete = true;
      return new Spooled<>(
          file,
          target.count,
          HexFormat.of().formatHex(digest.digest()),
          answer,
          () -> remove(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!complete) {
        remove(file);
      }
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private final class Counted extends FilterOutputStream {
    private final MessageDigest digest;
    private long count;

    Counted(OutputStream out, MessageDigest digest) {
      super(out);
      this.digest = digest;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      count += length;
      if (count > maxBytes) {
        throw SignalboxException.of(ErrorCode.REQUEST_TOO_LARGE).safe("limit", limit);
      }
      digest.update(bytes, offset, length);
      out.write(bytes, offset, length);
    }
  }
}
