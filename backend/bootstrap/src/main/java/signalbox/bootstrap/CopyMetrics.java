package signalbox.bootstrap;

import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.timescale.shared.CopyStatistics;

/** Figures of what is written with COPY. */
final class CopyMetrics {
  private CopyMetrics() {}

  /**
   * Publishes the figures.
   *
   * @param table into which is written
   */
  static void watch(Observability observability, String table, CopyStatistics copies) {
    observability.timer(
        "signalbox.copy",
        "Time of writing a batch with COPY",
        copies::batches,
        copies::nanos,
        "table",
        table);
    observability.counter(
        "signalbox.copy.rows", "Rows written with COPY", copies::rows, "table", table);
  }
}
