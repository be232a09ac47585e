package signalbox.application.transfer;

import java.util.List;

/**
 * Writes the rows of an imported project with their ids renewed. Takes part in the current
 * transaction, which is to be the only one for all rows: nobody sees any of them before its end.
 * Thread-safe.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * import.invalid}, the entry and the reason for rows that cannot be, and with {@code
 * project.name_taken}.
 */
public interface ImportedRows {
  /** A project of this name exists, whoever may see it. */
  boolean nameTaken(String name);

  /**
   * Writes rows of one table. The name of a project that somebody else is writing at this moment is
   * taken: nobody waits for what becomes of that.
   *
   * @param entry where they stand in the file
   * @param rows JSON objects in UTF-8
   */
  void write(Importing importing, String entry, String table, List<byte[]> rows);

  /**
   * After all rows: ends what had not ended, notes where everything comes from, and holds what rows
   * say of objects against the objects that were stored. What the project does not have of {@link
   * ImportTraces} stays noted.
   */
  void finish(Importing importing);
}
