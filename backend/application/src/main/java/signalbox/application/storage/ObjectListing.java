package signalbox.application.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the bucket as a list. Thread-safe.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * store.unavailable} when the store does not answer or refuses.
 */
public interface ObjectListing {
  /**
   * Some of the objects, in the order of the bytes of their keys.
   *
   * @param key only what comes after it; null for the first
   * @param most from 1 to 1000
   */
  Page after(@Nullable String key, int most);

  /** One object; empty when there is none. */
  Optional<ListedObject> find(String key);

  /**
   * Files on their way into the store in parts, in no order; empty when the store cannot tell.
   *
   * @param most the others are left out
   */
  Optional<List<UnfinishedUpload>> unfinished(int most);

  /**
   * Gives up an upload in parts and frees what was sent.
   *
   * @return false when there is no such upload
   */
  boolean abort(UnfinishedUpload upload);

  /**
   * @param last nothing comes after these
   */
  record Page(List<ListedObject> objects, boolean last) {
    public Page {
      objects = List.copyOf(objects);
    }
  }

  /**
   * @param modifiedAt in whole seconds, as every store tells it
   */
  record ListedObject(String key, long sizeBytes, Instant modifiedAt) {}

  /**
   * @param uploadId the store's own mark of it
   * @param changedAt when it was begun, or when a part last came
   */
  record UnfinishedUpload(String key, String uploadId, long sizeBytes, Instant changedAt) {}
}
