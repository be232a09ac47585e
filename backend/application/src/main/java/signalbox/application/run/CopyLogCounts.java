package signalbox.application.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.shared.Transactions;
import signalbox.domain.run.RunId;

/**
 * Copies what the store of logs counts to where lists of runs are sorted and filtered: of runs
 * whose log has changed here, and of all once after the start and after the loss of another
 * backend, since signals may have been lost. Passes every signal on.
 */
public final class CopyLogCounts implements ChangeSignal, Runnable {
  /** The pause between two calls. */
  public static final Duration BETWEEN = Duration.ofSeconds(2);

  private static final int AT_ONCE = 500;
  private static final int PARTS_A_CALL = 20;

  private final RunLogs logs;
  private final RunLogCounts copies;
  private final Transactions transactions;
  private final ChangeSignal next;
  private final Set<RunId> changed = ConcurrentHashMap.newKeySet();
  private volatile boolean allAgain;
  private @Nullable RunId last;
  private boolean allSeen;

  public CopyLogCounts(
      RunLogs logs, RunLogCounts copies, Transactions transactions, ChangeSignal next) {
    this.logs = logs;
    this.copies = copies;
    this.transactions = transactions;
    this.next = next;
  }

  /** Another backend is gone, perhaps before it had copied. Never blocks. */
  public void backendGone() {
    allAgain = true;
  }

  @Override
  public void changed(Topic topic) {
    if (topic instanceof Topic.RunLog(RunId run)) {
      changed.add(run);
    }
    next.changed(topic);
  }

  /** Called by one thread. A bounded number of runs; the rest has its turn the next time. */
  @Override
  public void run() {
    if (allAgain) {
      allAgain = false;
      allSeen = false;
      last = null;
    }
    for (int part = 0; part < PARTS_A_CALL && !changed.isEmpty(); part++) {
      List<RunId> some = changed.stream().limit(AT_ONCE).toList();
      // Taken out first: what changes from now on is copied again.
      some.forEach(changed::remove);
      try {
        copy(some);
      } catch (RuntimeException e) {
        changed.addAll(some);
        throw e;
      }
    }
    for (int part = 0; part < PARTS_A_CALL && !allSeen; part++) {
      List<RunId> some = copies.after(last, AT_ONCE);
      copy(some);
      last = some.isEmpty() ? last : some.getLast();
      allSeen = some.size() < AT_ONCE;
    }
  }

  private void copy(List<RunId> runs) {
    if (runs.isEmpty()) {
      return;
    }
    transactions.inTransaction(() -> {
      // Whoever keeps counts has read them after the ones before were kept.
      copies.lock();
      Map<RunId, RunLogs.Counts> counts = new HashMap<>(logs.counts(runs));
      for (RunId run : runs) {
        counts.putIfAbsent(run, RunLogs.Counts.NONE);
      }
      copies.keep(counts);
    });
  }
}
