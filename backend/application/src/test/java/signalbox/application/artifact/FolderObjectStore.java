package signalbox.application.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.storage.ObjectListing;

/** Objects as files of one folder. */
public final class FolderObjectStore implements ObjectStore, ObjectListing {
  private static final String UNFINISHED = ".tmp";
  private static final Comparator<String> BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final Path folder;
  private final List<UnfinishedUpload> uploads = new CopyOnWriteArrayList<>();

  public FolderObjectStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public void put(String key, Path file, String contentType) {
    try {
      Path part = Files.createTempFile(folder, "part", UNFINISHED);
      Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, path(key), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<StoredObject> open(String key) {
    try {
      Path file = path(key);
      return Files.exists(file)
          ? Optional.of(new StoredObject(Files.size(file), Files.newInputStream(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<StoredObject> open(String key, long offset, long length) {
    try {
      Path file = path(key);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      byte[] part = Arrays.copyOfRange(bytes, (int) offset, (int) (offset + length));
      return Optional.of(new StoredObject(length, new ByteArrayInputStream(part)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Long> size(String key) {
    try {
      Path file = path(key);
      return Files.exists(file) ? Optional.of(Files.size(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void delete(String key) {
    try {
      Files.deleteIfExists(path(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void prepare() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The object was stored at this time. */
  public void storedAt(String key, Instant time) {
    try {
      Files.setLastModifiedTime(path(key), FileTime.from(time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody began to send a file in parts, and never came back. */
  public void begin(UnfinishedUpload upload) {
    uploads.add(upload);
  }

  @Override
  public Page after(@Nullable String key, int most) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> keys =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.endsWith(UNFINISHED))
              .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
              .filter(name -> key == null || BYTES.compare(name, key) > 0)
              .sorted(BYTES)
              .toList();
      return new Page(
          keys.stream().limit(most).map(name -> find(name).orElseThrow()).toList(),
          keys.size() <= most);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<ListedObject> find(String key) {
    try {
      Path file = path(key);
      return Files.exists(file)
          ? Optional.of(
              new ListedObject(
                  key,
                  Files.size(file),
                  Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<List<UnfinishedUpload>> unfinished(int most) {
    return Optional.of(uploads.stream().limit(most).toList());
  }

  @Override
  public boolean abort(UnfinishedUpload upload) {
    return uploads.removeIf(open -> open.uploadId().equals(upload.uploadId()));
  }

  private Path path(String key) {
    return folder.resolve(URLEncoder.encode(key, StandardCharsets.UTF_8));
  }
}
