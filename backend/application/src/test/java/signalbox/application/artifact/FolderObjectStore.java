package signalbox.application.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/** Objects as files of one folder. */
public final class FolderObjectStore implements ObjectStore {
  private final Path folder;

  public FolderObjectStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public void put(String key, Path file, String contentType) {
    try {
      Path part = Files.createTempFile(folder, "part", ".tmp");
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

  private Path path(String key) {
    return folder.resolve(URLEncoder.encode(key, StandardCharsets.UTF_8));
  }
}
