package signalbox.application.transfer;

import org.jspecify.annotations.Nullable;

/**
 * An object that belongs to a project.
 *
 * @param key where it lies in the object store
 * @param sha256 as its row has it; null when no row vouches for it
 */
public record ExportedFile(String key, String contentType, @Nullable String sha256) {
  /** As it is listed in the file of the project. */
  ListedObject listed() {
    return new ListedObject(ObjectNames.of(key), MediaTypes.orBytes(contentType), sha256);
  }
}
