package signalbox.application.dataset;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.UploadId;

/** Removes uploads of which nothing was heard for too long, and bytes that belong to none. */
public final class RemoveExpiredUploads implements Runnable {
  public static final Duration BETWEEN = Duration.ofMinutes(1);
  private static final int BATCH = 100;

  private final UploadRepository uploads;
  private final UploadFiles files;
  private final InstantSource clock;
  private final Transactions transactions;
  private final LongAdder removed = new LongAdder();
  private final LongAdder strays = new LongAdder();

  public RemoveExpiredUploads(
      UploadRepository uploads, UploadFiles files, InstantSource clock, Transactions transactions) {
    this.uploads = uploads;
    this.files = files;
    this.clock = clock;
    this.transactions = transactions;
  }

  @Override
  public void run() {
    List<UploadId> batch;
    do {
      batch = uploads.expired(clock.instant(), BATCH);
      for (UploadId id : batch) {
        // Another backend may be at it, too.
        boolean mine = transactions.inTransaction(() -> uploads.delete(id));
        files.delete(id);
        if (mine) {
          removed.increment();
        }
      }
    } while (batch.size() == BATCH);
    removeStrays();
  }

  /** A project that goes takes the rows of its uploads with it. */
  private void removeStrays() {
    List<UploadId> stored = files.list();
    if (stored.isEmpty()) {
      return;
    }
    // The files are listed first: a row is there before its file, so a new file is none of these.
    Set<UploadId> known = new HashSet<>(uploads.all());
    for (UploadId id : stored) {
      if (!known.contains(id)) {
        files.delete(id);
        strays.increment();
      }
    }
  }

  /** How many were removed since the start. */
  public long removedUploads() {
    return removed.sum();
  }

  /** The same, with the files that belonged to no upload. */
  public long removedFiles() {
    return removed.sum() + strays.sum();
  }
}
