package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.storage.RetentionHistory.ProjectRetention;
import signalbox.application.storage.RetentionHistory.Removed;
import signalbox.application.storage.RetentionHistory.Subject;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.project.ProjectLimits;

/** What every history of retention must do; there is no project at first. */
public abstract class RetentionHistoryContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

  protected abstract RetentionHistory history();

  /** There is such a project. */
  protected abstract void store(Project project);

  private Project project(String name, int logDays, int metricDays) {
    Project project =
        new Project(
            new ProjectId(TestRuns.IDS.next()),
            name,
            "",
            NOON,
            new ProjectLimits(0, 1, logDays, metricDays));
    store(project);
    return project;
  }

  @Test
  void addsUpWhatOneRunOfTheChoreRemoved() {
    ProjectId id = project("Churn", 90, 0).id();
    history().removed(id, Subject.LINES, NOON, 10);
    history().removed(id, Subject.LINES, NOON, 5);
    history().removed(id, Subject.POINTS, NOON, 7);
    assertThat(history().list(new PageRequest(10, null)).items())
        .containsExactly(
            new ProjectRetention(
                id, "Churn", 90, 0, new Removed(NOON, 15, 15), new Removed(NOON, 7, 7)));
    history().removed(id, Subject.LINES, NOON.plusSeconds(600), 1);
    assertThat(history().list(new PageRequest(10, null)).items().getFirst().lines())
        .isEqualTo(new Removed(NOON.plusSeconds(600), 1, 16));
  }

  @Test
  void listsEveryProject() {
    List<ProjectId> ids =
        List.of(project("C", 1, 2).id(), project("A", 3, 4).id(), project("B", 5, 6).id());
    history().removed(new ProjectId(TestRuns.IDS.next()), Subject.LINES, NOON, 3);
    history().removed(ids.get(1), Subject.POINTS, NOON, 3);

    Page<ProjectRetention> first = history().list(new PageRequest(2, null));
    Page<ProjectRetention> second = history().list(new PageRequest(2, first.nextCursor()));
    assertThat(first.total()).isEqualTo(3);
    assertThat(first.items())
        .containsExactly(
            new ProjectRetention(ids.get(0), "C", 1, 2, null, null),
            new ProjectRetention(ids.get(1), "A", 3, 4, null, new Removed(NOON, 3, 3)));
    assertThat(second.items())
        .containsExactly(new ProjectRetention(ids.get(2), "B", 5, 6, null, null));
    assertThat(second.nextCursor()).isNull();
  }
}
