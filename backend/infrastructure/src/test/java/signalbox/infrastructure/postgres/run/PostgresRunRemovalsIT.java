package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.STUDY;
import static signalbox.schema.metadata.Tables.TRIAL;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.RunRemovals;
import signalbox.application.run.TestRuns;
import signalbox.application.study.TestStudies;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.WarmStart;
import signalbox.domain.study.Trial;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;
import signalbox.infrastructure.postgres.study.PostgresStudyRepository;
import signalbox.infrastructure.postgres.study.PostgresTrialRepository;

/** What goes with a deleted study, and what keeps it. */
final class PostgresRunRemovalsIT {
  private final PostgresDatabase database = TestDatabases.fresh();
  private final PostgresRecords records = new PostgresRecords(database);
  private final PostgresRunRepository runs = new PostgresRunRepository(database);
  private final RunRemovals removals = new PostgresRunRemovals(database);
  private final ProjectId project = records.project();
  private final Run study =
      TestRuns.study(project, records.dataset(project), records.user(), "search");

  @AfterEach
  void close() {
    database.close();
  }

  /** The study with three trials. */
  private List<RunId> stored() {
    List<Run> asRuns = new ArrayList<>();
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      Run run = TestRuns.trial(study, number).with(TestRuns.ended(RunStatus.SUCCEEDED));
      asRuns.add(run);
      trials.add(TestStudies.trial(study.id(), number, run.id(), number + 1));
    }
    runs.insert(study);
    new PostgresStudyRepository(database).insert(TestStudies.study(study.id()));
    runs.insertAll(asRuns);
    new PostgresTrialRepository(database).insertAll(trials);
    return asRuns.stream().map(Run::id).toList();
  }

  private void end() {
    runs.update(study.with(TestRuns.ended(RunStatus.SUCCEEDED)));
  }

  @Test
  void aTrialIsNeededAsLongAsItsStudyGoesOn() {
    List<RunId> trials = stored();
    assertThat(removals.inUse(Set.of(trials.get(1)))).containsExactly(trials.get(1));
    end();
    assertThat(removals.inUse(Set.of(trials.get(1), study.id()))).isEmpty();
  }

  @Test
  void aStudyIsNeededAsLongAsARunStartsFromTheSolutionOfATrial() {
    List<RunId> trials = stored();
    end();
    Run solve =
        TestRuns.of(
            project,
            new RunSpec.Solve(
                "knapsack",
                null,
                Map.of(),
                new WarmStart(trials.get(2), "artifacts/solution.json", "ab", 2),
                null),
            study.createdBy(),
            "from a trial");
    runs.insert(solve);
    assertThat(removals.inUse(Set.of(study.id()))).containsExactly(study.id());
    runs.update(solve.with(TestRuns.ended(RunStatus.SUCCEEDED)));
    assertThat(removals.inUse(Set.of(study.id()))).isEmpty();
  }

  @Test
  void aStudyTakesItsTrialsWithIt() {
    List<RunId> trials = stored();
    end();
    Run other = TestRuns.training(project, records.dataset(project), records.user(), "other");
    runs.insert(other);
    removals.delete(Set.of(study.id()), TestRuns.NOW);
    assertThat(database.sql().select(RUN.ID).from(RUN).fetchSet(RUN.ID))
        .containsExactly(other.id().value());
    assertThat(database.sql().fetchCount(STUDY)).isZero();
    assertThat(database.sql().fetchCount(TRIAL)).isZero();
    assertThat(removals.due(10))
        .extracting(RunRemovals.Removal::run)
        .as("the data of each trial is to be removed too")
        .containsExactlyInAnyOrder(study.id(), trials.get(0), trials.get(1), trials.get(2));
  }

  @Test
  void aTrialAloneLeavesTheRest() {
    List<RunId> trials = stored();
    end();
    removals.delete(Set.of(trials.get(0)), TestRuns.NOW);
    assertThat(database.sql().fetchCount(TRIAL)).isEqualTo(2);
    assertThat(runs.find(study.id())).isPresent();
  }
}
