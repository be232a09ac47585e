package signalbox.application.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Uploaded bytes in memory. */
public final class InMemoryUploadFiles implements UploadFiles {
  private static final long ROOM = 1L << 40;

  private final Map<UploadId, byte[]> files = new ConcurrentHashMap<>();

  @Override
  public Appended append(
      UploadId id, long offset, Source source, long maxBytes, @Nullable Checksum checksum) {
    byte[] kept = Arrays.copyOf(bytes(id, offset), (int) offset);
    files.put(id, kept);
    ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    @Nullable IOException broken = null;
    try (InputStream in = source.open()) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        arrived.write(next);
      }
    } catch (IOException e) {
      broken = e;
    }
    if (arrived.size() > maxBytes) {
      return new Appended.TooMany();
    }
    if (checksum != null) {
      if (broken != null) {
        return new Appended.Broken(0, broken);
      }
      byte[] digest = digest(checksum.algorithm().javaName()).digest(arrived.toByteArray());
      if (!Arrays.equals(digest, checksum.digest())) {
        return new Appended.Mismatch();
      }
    }
    byte[] all = Arrays.copyOf(kept, kept.length + arrived.size());
    System.arraycopy(arrived.toByteArray(), 0, all, kept.length, arrived.size());
    files.put(id, all);
    return broken == null
        ? new Appended.Stored(arrived.size())
        : new Appended.Broken(arrived.size(), broken);
  }

  @Override
  public <T> T read(UploadId id, long size, Function<Path, T> reader) {
    byte[] bytes = bytes(id, size);
    try {
      Path file = Files.createTempFile("upload", ".bin");
      try {
        Files.write(file, bytes);
        return reader.apply(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String sha256(UploadId id, long size) {
    byte[] bytes = Arrays.copyOf(bytes(id, size), (int) size);
    return HexFormat.of().formatHex(digest("SHA-256").digest(bytes));
  }

  @Override
  public boolean hasRoom(long bytes) {
    return bytes < ROOM;
  }

  @Override
  public List<UploadId> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public void delete(UploadId id) {
    files.remove(id);
  }

  private byte[] bytes(UploadId id, long atLeast) {
    byte[] bytes = files.getOrDefault(id, new byte[0]);
    if (bytes.length < atLeast) {
      throw SignalboxException.of(ErrorCode.UPLOAD_ELSEWHERE);
    }
    return bytes;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
