package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.UploadFiles;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Uploads as files of one folder, named by their id. */
public final class FolderUploadFiles implements UploadFiles {
  /** What stays free on the disk. */
  private static final long RESERVE_BYTES = 256L * 1024 * 1024;

  private static final int BUFFER_BYTES = 128 * 1024;
  private static final String SUFFIX = ".upload";

  private final Path folder;

  /** Makes the folder when it is not there. */
  public FolderUploadFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Appended append(
      UploadId id, long offset, Source source, long maxBytes, @Nullable Checksum checksum) {
    requireBytes(id, offset);
    try (FileChannel channel =
        FileChannel.open(path(id), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(offset);
      channel.position(offset);
      MessageDigest digest = checksum == null ? null : digest(checksum.algorithm().javaName());
      long count = 0;
      @Nullable IOException broken = null;
      byte[] buffer = new byte[BUFFER_BYTES];
      InputStream in = source.open();
      while (true) {
        int read;
        try {
          read = in.read(buffer);
        } catch (IOException e) {
          broken = e;
          break;
        }
        if (read < 0) {
          break;
        }
        if (count + read > maxBytes) {
          channel.truncate(offset);
          return new Appended.TooMany();
        }
        if (digest != null) {
          digest.update(buffer, 0, read);
        }
        write(channel, buffer, read);
        count += read;
      }
      return conclude(channel, offset, count, broken, checksum, digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Appended conclude(
      FileChannel channel,
      long offset,
      long count,
      @Nullable IOException broken,
      @Nullable Checksum checksum,
      @Nullable MessageDigest digest)
      throws IOException {
    if (checksum != null && digest != null) {
      // Part of what was summed cannot be checked.
      if (broken != null) {
        channel.truncate(offset);
        return new Appended.Broken(0, broken);
      }
      if (!MessageDigest.isEqual(digest.digest(), checksum.digest())) {
        channel.truncate(offset);
        return new Appended.Mismatch();
      }
    }
    channel.force(true);
    return broken == null ? new Appended.Stored(count) : new Appended.Broken(count, broken);
  }

  private static void write(FileChannel channel, byte[] buffer, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public <T> T read(UploadId id, long size, Function<Path, T> reader) {
    requireBytes(id, size);
    Path file = path(id);
    try {
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reader.apply(file);
  }

  @Override
  public String sha256(UploadId id, long size) {
    MessageDigest digest = digest("SHA-256");
    return read(
        id,
        size,
        file -> {
          try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = size;
            while (left > 0) {
              int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
              if (count < 0) {
                throw new IOException("The file of upload " + id + " lost bytes");
              }
              digest.update(buffer, 0, count);
              left -= count;
            }
            return HexFormat.of().formatHex(digest.digest());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public boolean hasRoom(long bytes) {
    try {
      return Files.getFileStore(folder).getUsableSpace() - RESERVE_BYTES >= bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<UploadId> list() {
    List<UploadId> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        try {
          found.add(
              new UploadId(UUID.fromString(name.substring(0, name.length() - SUFFIX.length()))));
        } catch (IllegalArgumentException e) {
          throw new IOException("Not a file of ours: " + name, e);
        }
      }
      return found;
    } catch (NoSuchFileException e) {
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void delete(UploadId id) {
    try {
      Files.deleteIfExists(path(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is counted was forced to a disk: if it is not here, it is in another backend's folder. */
  private void requireBytes(UploadId id, long atLeast) {
    Path file = path(id);
    long there;
    try {
      there = Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (there < atLeast) {
      throw SignalboxException.of(ErrorCode.UPLOAD_ELSEWHERE)
          .safe("id", id)
          .safe("there", there)
          .safe("counted", atLeast);
    }
  }

  private Path path(UploadId id) {
    return folder.resolve(id + SUFFIX);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has " + algorithm, e);
    }
  }
}
