package signalbox.application.dataset;

import java.nio.file.Path;

/** Makes copies of tables in plain CSV on the local disk. Thread-safe; a copy is of one thread. */
public interface TableCopies {
  /** An empty copy. */
  Copy begin();

  /** A copy being made: takes rows, of which faulty ones are none. Closing removes it. */
  interface Copy extends TableFiles.RowSink, AutoCloseable {
    /** Ends the copy; it stays until it is closed. */
    Finished finish();

    @Override
    void close();
  }

  /**
   * A finished copy: UTF-8, commas, a header, and nothing but an empty field for a missing value.
   *
   * @param sha256 lower-case hex
   */
  record Finished(Path file, long sizeBytes, String sha256) {}
}
