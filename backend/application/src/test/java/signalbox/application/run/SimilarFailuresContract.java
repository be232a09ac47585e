package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.run.SimilarFailures.SimilarRun;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunState.Taken;

/** What everybody who looks for failures does. */
public abstract class SimilarFailuresContract {
  protected abstract SimilarFailures failures();

  protected abstract RunRepository runs();

  protected abstract Records records();

  protected abstract Transactions transactions();

  @Test
  void findsTheNewestOfTheSameKindAndCountsAll() {
    ProjectId project = records().project();
    Failure broke = failure("program.error", "ValueError");
    Run first = failed(project, broke);
    Run second = failed(project, failure("program.error", "ValueError"));
    Run third = failed(project, broke);
    failed(project, failure("program.error", "KeyError"));
    failed(project, failure("program.error", null));
    failed(project, failure("target.one_class", "ValueError"));
    failed(records().project(), broke);

    SimilarFailures.Found found = failures().find(project, broke, third.id(), 1);
    assertThat(found.total()).isEqualTo(2);
    assertThat(found.runs())
        .containsExactly(new SimilarRun(second.id(), second.name(), second.state().endedAt()));
    assertThat(failures().find(project, broke, third.id(), 10).runs())
        .extracting(SimilarRun::id)
        .containsExactly(second.id(), first.id());
  }

  @Test
  void aFailureWithoutAnExceptionIsSimilarToOthersWithoutOne() {
    ProjectId project = records().project();
    Failure plain = failure("data.no_rows", null);
    Run one = failed(project, plain);
    Run two = failed(project, plain);
    assertThat(failures().find(project, plain, one.id(), 5).runs())
        .extracting(SimilarRun::id)
        .containsExactly(two.id());
  }

  @Test
  void leavesTrialsOut() {
    ProjectId project = records().project();
    Failure broke = failure("program.error", "ValueError");
    Run one = failed(project, broke);
    Run study = TestRuns.study(project, records().dataset(project), records().user(), "search");
    Run trial = TestRuns.trial(study, 0).with(ended(broke)).revised(1, 99);
    transactions().inTransaction(() -> runs().insertAll(List.of(study, trial)));
    assertThat(failures().find(project, broke, one.id(), 5).total()).isZero();
  }

  private static RunState ended(Failure failure) {
    RunReport report =
        new RunReport(1, 9, TestRuns.NOW.plusSeconds(5), new RunReport.Failed(failure));
    return ((Taken.Changed) RunState.CREATED.after(report)).state();
  }

  private static Failure failure(String code, @Nullable String type) {
    return new Failure(Failure.Kind.PROGRAM, code, "It broke.", "training", type, null);
  }

  private Run failed(ProjectId project, Failure failure) {
    UserId user = records().user();
    DatasetId dataset = records().dataset(project);
    Run run = TestRuns.training(project, dataset, user, "broken");
    Run ended = run.with(ended(failure));
    return transactions()
        .inTransaction(() -> {
          Run stored = ended.revised(1, runs().nextProjectRevision(project));
          runs().insert(stored);
          return stored;
        });
  }
}
