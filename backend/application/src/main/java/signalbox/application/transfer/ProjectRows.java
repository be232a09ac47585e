package signalbox.application.transfer;

import java.util.List;
import java.util.function.Consumer;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.TransferCounts;

/**
 * What the metadata store has of a project, to be written into a file. Thread-safe; takes part in
 * the current transaction, which is to be a snapshot where several answers must agree.
 */
public interface ProjectRows {
  /** Counts, without those of points and lines. */
  TransferCounts count(ProjectId project);

  /**
   * Reads all rows in the order in which they can be written again; holds a few of them. Of what is
   * one person's own in the project, only that of the exporter.
   */
  void read(ProjectId project, UserId exporter, RowSink sink);

  /** Every object that a row names, and the samples beside tables, each once. */
  void files(ProjectId project, Consumer<ExportedFile> sink);

  /** Of all kinds, in the order of their ids. */
  List<RunId> runs(ProjectId project);

  /** Takes rows. */
  @FunctionalInterface
  interface RowSink {
    /**
     * @param row a JSON object in UTF-8, without secrets, users and keys
     */
    void take(String table, byte[] row);
  }
}
