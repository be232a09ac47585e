package signalbox.application.transfer;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogLedger;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogLine;

/**
 * Writes the file of a project, in this order: rows; lists of objects, each followed by its
 * objects; points; lines and ledgers; the manifest. Holds a bounded part of it in memory. Used by
 * one thread.
 *
 * <p>Every method throws {@link java.io.UncheckedIOException} when the target does not take any
 * more.
 */
public interface ProjectFileWriter extends AutoCloseable {
  /**
   * @param row a JSON object in UTF-8
   */
  void row(String table, byte[] row);

  /** What was written so far, and all that comes, goes to {@code target}, which stays open. */
  void moveTo(OutputStream target);

  /** Announces objects; of those that are there, {@link #object} follows in this order. */
  void list(List<ListedObject> objects);

  /**
   * Writes an object; its bytes are read as they are written.
   *
   * @return lower-case hex of their SHA-256
   */
  String object(String name, long sizeBytes, InputStream content);

  /** The points of one event, whole. */
  void points(MetricsReported event);

  /** A line of an attempt's log, in the order of their numbers. */
  void line(LogAttemptId attempt, LogLine line);

  /** After the lines of its attempt, also when there is none. */
  void ledger(LogLedger ledger);

  /** Ends the file. */
  void finish(ProjectFileManifest manifest);

  /** Removes what lies on the local disk. */
  @Override
  void close();
}
