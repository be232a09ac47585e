package signalbox.application.storage;

import java.util.List;

/**
 * How much there is, as one of the databases knows it. Thread-safe.
 *
 * <p>Throws {@link signalbox.domain.error.SignalboxException} with {@code store.unavailable} when
 * it does not answer.
 */
@FunctionalInterface
public interface StorageSizes {
  List<Size> sizes();

  /** What there is. The lower-case name is the public word. */
  enum Kind {
    /** Versions of datasets; bytes of their objects, by their rows. */
    DATASETS,
    /** Artifacts of runs, models among them; bytes of their objects, by their rows. */
    ARTIFACTS,
    /** Uploads on their way; bytes on the disks of the backends. */
    UPLOADS,
    /** Log lines; bytes on the disk of the database. */
    LOG_LINES,
    /** Metric points; bytes on the disk of the database. */
    METRIC_POINTS,
    /** Runs; bytes of all tables of the metadata on the disk of the database. */
    METADATA
  }

  record Size(Kind kind, long things, long bytes) {}
}
