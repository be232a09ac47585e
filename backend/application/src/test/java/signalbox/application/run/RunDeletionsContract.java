package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.RunDeletions.Deletion;
import signalbox.application.shared.Transactions;
import signalbox.application.study.StudyRepository;
import signalbox.application.study.TestStudies;
import signalbox.application.study.TrialRepository;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Study;
import signalbox.domain.study.Trial;

/** What every store of deletions must do. */
public abstract class RunDeletionsContract {
  private ProjectId project;

  protected abstract RunDeletions deletions();

  protected abstract RunRepository runs();

  protected abstract StudyRepository studies();

  protected abstract TrialRepository trials();

  protected abstract Records records();

  protected abstract Transactions transactions();

  @BeforeEach
  final void prepare() {
    project = records().project();
  }

  private Run run(String name) {
    return TestRuns.training(project, records().dataset(project), records().user(), name);
  }

  private long note(ProjectId of, Instant at, Run... deleted) {
    return transactions()
        .inTransaction(() -> {
          long revision = runs().nextProjectRevision(of);
          deletions().note(of, revision, List.of(deleted), at);
          return revision;
        });
  }

  @Test
  void tellsWhatWasDeletedInTheOrderOfTheProject() {
    Run first = run("a");
    Run second = run("b");
    Run third = run("c");
    ProjectId other = records().project();
    long one = note(project, TestRuns.NOW, first, second);
    note(other, TestRuns.NOW, run("elsewhere"));
    long two = note(project, TestRuns.NOW.minusSeconds(1), third);
    assertThat(deletions().after(project, 0, 10))
        .containsExactly(
            new Deletion(one, List.of(first.id(), second.id())),
            new Deletion(two, List.of(third.id())));
    assertThat(deletions().after(project, one, 10))
        .containsExactly(new Deletion(two, List.of(third.id())));
    assertThat(deletions().after(project, 0, 1))
        .extracting(Deletion::revision)
        .containsExactly(one);
    assertThat(deletions().after(project, two, 10)).isEmpty();
    assertThat(deletions().forgotten(project)).isZero();
  }

  @Test
  void forgetsWhatIsOldAndSaysUpToWhere() {
    Instant old = TestRuns.NOW.minus(Duration.ofDays(30));
    ProjectId other = records().project();
    note(project, old, run("a"));
    long second = note(project, old.plusSeconds(1), run("b"));
    long third = note(project, TestRuns.NOW, run("c"));
    long elsewhere = note(other, old.plusSeconds(2), run("d"));
    Instant limit = TestRuns.NOW.minus(Duration.ofDays(1));
    assertThat(deletions().removeBefore(limit, 2)).isEqualTo(2);
    assertThat(deletions().forgotten(project)).isEqualTo(second);
    assertThat(deletions().forgotten(other)).isZero();
    assertThat(deletions().removeBefore(limit, 10)).isEqualTo(1);
    assertThat(deletions().removeBefore(limit, 10)).isZero();
    assertThat(deletions().forgotten(other)).isEqualTo(elsewhere);
    assertThat(deletions().after(project, 0, 10))
        .extracting(Deletion::revision)
        .containsExactly(third);
  }

  /** A study with three trials, of the revisions 1 to 3. */
  private List<Run> storedTrials(Run study) {
    List<Run> asRuns = new ArrayList<>();
    List<Trial> begun = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      Run one = TestRuns.trial(study, number);
      asRuns.add(one);
      begun.add(TestStudies.trial(study.id(), number, one.id(), number + 1));
    }
    transactions()
        .inTransaction(() -> {
          runs().insert(study);
          Study made = TestStudies.study(study.id());
          studies().insert(made);
          runs().insertAll(asRuns);
          trials().insertAll(begun);
          studies().updateProgress(made.with(made.progress(), 3));
        });
    return asRuns;
  }

  @Test
  void aStudyHearsOfItsTrialsInItsOwnOrder() {
    Run study = TestRuns.study(project, records().dataset(project), records().user(), "search");
    List<Run> ofStudy = storedTrials(study);
    Run training = run("a");
    long revision = note(project, TestRuns.NOW, ofStudy.get(2), training, ofStudy.get(0));
    assertThat(deletions().after(project, 0, 10))
        .containsExactly(
            new Deletion(
                revision, List.of(ofStudy.get(2).id(), training.id(), ofStudy.get(0).id())));
    assertThat(studies().find(study.id()).orElseThrow().revision()).isEqualTo(4);
    note(project, TestRuns.NOW, ofStudy.get(1));
    assertThat(trials().deleted(study.id(), 0, 5)).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(trials().deleted(study.id(), 3, 4)).containsExactlyInAnyOrder(0, 2);
    assertThat(trials().deleted(study.id(), 4, 5)).containsExactly(1);
    assertThat(trials().deleted(study.id(), 5, 9)).isEmpty();
    assertThat(trials().deleted(new RunId(TestRuns.IDS.next()), 0, 9)).isEmpty();
  }

  @Test
  void aTrialWhoseStudyIsGoneIsToldToItsProjectAlone() {
    Run study = TestRuns.study(project, records().dataset(project), records().user(), "search");
    Run trial = TestRuns.trial(study, 0);
    note(project, TestRuns.NOW, study, trial);
    assertThat(deletions().after(project, 0, 10))
        .flatExtracting(Deletion::runs)
        .containsExactly(study.id(), trial.id());
    assertThat(trials().deleted(study.id(), 0, 9)).isEmpty();
  }
}
