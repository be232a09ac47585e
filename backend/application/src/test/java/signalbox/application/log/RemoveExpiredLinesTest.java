package signalbox.application.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.PageRequest;
import signalbox.application.storage.InMemoryRetentionHistory;
import signalbox.application.storage.RetentionHistory;
import signalbox.application.storage.RetentionHistory.ProjectRetention;
import signalbox.domain.log.LogId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;

/** What retention removes of logs is told of, by project. */
class RemoveExpiredLinesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final InMemoryRetentionHistory history = new InMemoryRetentionHistory();
  private final Rounds lines = new Rounds();
  private final List<String> signals = new ArrayList<>();

  private Project project(String name) {
    Project project = new Project(new ProjectId(TestRuns.IDS.next()), name, "", NOON);
    history.add(project);
    return project;
  }

  private static ExpiredLines.Removed removed(@Nullable Project project, long count) {
    return new ExpiredLines.Removed(
        new LogId(TestRuns.IDS.next()), project == null ? null : project.id(), count);
  }

  @Test
  void addsUpWhatEachProjectLost() {
    Project churn = project("Churn");
    Project credit = project("Credit");
    project("Untouched");
    lines.rounds.add(List.of(removed(churn, 10), removed(null, 1000), removed(credit, 1)));
    lines.rounds.add(List.of(removed(churn, 5)));
    RemoveExpiredLines remove =
        new RemoveExpiredLines(
            lines,
            new Days(Map.of(churn.id(), OptionalInt.of(7), credit.id(), OptionalInt.empty())),
            history,
            topic -> signals.add(topic.toString()),
            () -> NOON);
    remove.run();

    assertThat(remove.removedLines()).isEqualTo(1016);
    assertThat(history.list(new PageRequest(10, null)).items())
        .extracting(ProjectRetention::lines)
        .containsExactly(
            new RetentionHistory.Removed(NOON, 15, 15),
            new RetentionHistory.Removed(NOON, 1, 1),
            null);
    assertThat(lines.kept)
        .containsEntry(churn.id(), NOON.minus(Duration.ofDays(7)))
        .containsEntry(credit.id(), Instant.EPOCH);
    assertThat(lines.released).isTrue();
    assertThat(signals).as("of each log as a run's and as a source's").hasSize(8);
  }

  private record Days(Map<ProjectId, OptionalInt> days) implements LogRetention {
    @Override
    public OptionalInt days(ProjectId project) {
      return days.getOrDefault(project, OptionalInt.of(DEFAULT_DAYS));
    }
  }

  /** Removes what it is told, a round at a time. */
  private static final class Rounds implements ExpiredLines {
    private final Deque<List<Removed>> rounds = new ArrayDeque<>();
    private Map<ProjectId, Instant> kept = Map.of();
    private boolean released;

    @Override
    public List<Removed> remove(
        Map<ProjectId, Instant> projects, Instant otherwise, int maxBatches) {
      kept = Map.copyOf(projects);
      List<Removed> round = rounds.poll();
      return round == null ? List.of() : round;
    }

    @Override
    public void releaseSpace() {
      released = true;
    }
  }
}
