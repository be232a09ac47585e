package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Topic;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.run.RunId;

class CopyLogCountsTest {
  private final Map<RunId, RunLogs.Counts> logs = new HashMap<>();
  private final Copies copies = new Copies();
  private final List<Topic> passedOn = new ArrayList<>();
  private final CopyLogCounts copy =
      new CopyLogCounts(this::counts, copies, new ImmediateTransactions(), passedOn::add);
  private final RunId first = run();
  private final RunId second = run();

  private RunId run() {
    RunId run = new RunId(TestRuns.IDS.next());
    copies.runs.put(run.value(), run);
    return run;
  }

  private Map<RunId, RunLogs.Counts> counts(Collection<RunId> runs) {
    Map<RunId, RunLogs.Counts> found = new HashMap<>(logs);
    found.keySet().retainAll(runs);
    return found;
  }

  private static RunLogs.Counts errors(long errors) {
    return new RunLogs.Counts(1, 0, errors, errors == 0 ? null : 1L);
  }

  @Test
  void copiesAllAfterTheStartAndThenWhatChanges() {
    logs.put(first, errors(1));
    copy.run();
    assertThat(copies.kept)
        .containsEntry(first, errors(1))
        .containsEntry(second, RunLogs.Counts.NONE);
    logs.put(first, errors(2));
    logs.put(second, errors(3));
    copy.changed(new Topic.RunLog(second));
    copy.changed(new Topic.OneRun(first));
    copy.run();
    assertThat(copies.kept).containsEntry(first, errors(1)).containsEntry(second, errors(3));
    assertThat(passedOn).containsExactly(new Topic.RunLog(second), new Topic.OneRun(first));
  }

  @Test
  void copiesAllAgainWhenABackendIsGoneThatMayHaveKnownOfMore() {
    copy.run();
    logs.put(first, errors(2));
    copy.run();
    assertThat(copies.kept).containsEntry(first, RunLogs.Counts.NONE);

    copy.backendGone();
    copy.run();

    assertThat(copies.kept).containsEntry(first, errors(2));
  }

  @Test
  void readsOnlyOnceItIsItsTurn() {
    copies.whenLocked = () -> logs.put(first, errors(7));
    copy.run();

    assertThat(copies.kept).containsEntry(first, errors(7));
  }

  private static final class Copies implements RunLogCounts {
    final Map<UUID, RunId> runs = new TreeMap<>();
    final Map<RunId, RunLogs.Counts> kept = new HashMap<>();
    Runnable whenLocked = () -> {};

    @Override
    public void lock() {
      whenLocked.run();
    }

    @Override
    public void keep(Map<RunId, RunLogs.Counts> counts) {
      kept.putAll(counts);
    }

    @Override
    public List<RunId> after(@Nullable RunId last, int limit) {
      return runs.values().stream()
          .filter(run -> last == null || run.value().compareTo(last.value()) > 0)
          .limit(limit)
          .toList();
    }
  }
}
