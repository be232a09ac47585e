package signalbox.application.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogLedger;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogLine;

/** Takes what is in the file of a project, in the order in which it was written. */
public interface ProjectFileVisitor {
  /** A part of the file, in their order. */
  enum Section {
    ROWS,
    OBJECTS,
    POINTS,
    LOGS
  }

  default void header(ProjectFileHeader header) {}

  /** False ends the reading before this section, as if the file ended there. */
  default boolean wants(Section section) {
    return true;
  }

  /**
   * Some rows of a table.
   *
   * @param entry where they stand, for whoever finds fault with them
   * @param rows JSON objects in UTF-8
   */
  default void rows(String entry, String table, List<byte[]> rows) {}

  /**
   * An object.
   *
   * @param content ends with the object; what is left of it is passed over
   */
  default void object(ListedObject object, long sizeBytes, InputStream content)
      throws IOException {}

  default void points(String entry, MetricsReported event) {}

  default void line(String entry, LogAttemptId attempt, LogLine line) {}

  default void ledger(String entry, LogLedger ledger) {}

  /** The end: everything before it had its checksum. */
  default void manifest(ProjectFileManifest manifest) {}

  /** Called again and again with how many bytes of the file were read. */
  default void progress(long bytes) {}
}
