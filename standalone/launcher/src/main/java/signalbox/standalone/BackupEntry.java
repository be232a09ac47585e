package signalbox.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;

/**
 * One line of an index: a file of a backup, or a folder.
 *
 * @param path where it lies, in the backup as in the folder of an instance; that of a folder ends
 *     with a slash
 * @param sha256 of the content; empty for a folder
 * @param attributes the file's own attributes, their values in base64: see {@link UserAttributes}
 */
record BackupEntry(String path, long bytes, String sha256, Map<String, String> attributes) {
  BackupEntry {
    attributes = Map.copyOf(attributes);
  }

  static BackupEntry ofFolder(String path) {
    return new BackupEntry(path, 0, "", Map.of());
  }

  boolean namesFolder() {
    return path.endsWith("/");
  }

  /** As JSON, without a line feed. */
  String line() {
    try {
      return Manifest.JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a line.
   *
   * @throws DamagedBackup when it is none, or names a place that is not of {@code part}
   */
  static BackupEntry read(String line, BackupPart part) {
    BackupEntry entry;
    try {
      entry = Manifest.JSON.readValue(line, BackupEntry.class);
    } catch (JsonProcessingException e) {
      throw new DamagedBackup(part.index() + " has a line that cannot be read", e);
    }
    if (!part.holds(entry.path()) || entry.bytes() < 0) {
      throw new DamagedBackup(part.index() + " names a place that is none of it: " + entry.path());
    }
    return entry;
  }
}
