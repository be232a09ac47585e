package signalbox.application.artifact;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Bytes under keys, in one bucket. Thread-safe. Keys are made by this system, never from a name
 * that a user typed.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * store.unavailable} when the store does not answer or refuses.
 */
public interface ObjectStore {
  /**
   * Stores a file's bytes; they are visible as a whole or not at all. Replaces what was there.
   * Memory use does not grow with the size.
   */
  void put(String key, Path file, String contentType);

  /** Opens an object for reading; empty when there is none. The caller closes it. */
  Optional<StoredObject> open(String key);

  /**
   * Opens a part of an object for reading; empty when there is none. The caller closes it.
   *
   * @param length at least 1; the part must lie within the object
   */
  Optional<StoredObject> open(String key, long offset, long length);

  /** Size in bytes; empty when there is no such object. */
  Optional<Long> size(String key);

  /** Removes an object. No effect when there is none. */
  void delete(String key);

  /**
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable} unless the bucket
   *     can be used; makes it when it is not there
   */
  void prepare();

  /**
   * An open object.
   *
   * @param content reads from the store as it is asked; a cut connection is an {@link
   *     java.io.IOException}, never a silent end
   */
  record StoredObject(long sizeBytes, InputStream content) implements AutoCloseable {
    @Override
    public void close() throws java.io.IOException {
      content.close();
    }
  }
}
