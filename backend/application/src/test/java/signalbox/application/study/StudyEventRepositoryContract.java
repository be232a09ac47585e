package signalbox.application.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyEventType;

/** What every store of a study's events must do. */
public abstract class StudyEventRepositoryContract {
  private UserId user;
  private RunId study;

  protected abstract RunRepository runs();

  protected abstract StudyRepository studies();

  protected abstract StudyEventRepository events();

  protected abstract Records records();

  protected abstract Transactions transactions();

  @BeforeEach
  final void prepare() {
    user = records().user();
    study = stored();
  }

  private RunId stored() {
    ProjectId project = records().project();
    Run run = TestRuns.study(project, records().dataset(project), user, "search");
    transactions()
        .inTransaction(() -> {
          runs().insert(run);
          studies().insert(TestStudies.study(run.id()));
        });
    return run.id();
  }

  private StudyEvent event(
      long revision, int ordinal, StudyEventType type, @Nullable Integer trial, String text) {
    return new StudyEvent(
        study, revision, ordinal, TestRuns.NOW.plusSeconds(revision), type, trial, null, text);
  }

  private List<StudyEvent> told() {
    List<StudyEvent> told =
        List.of(
            new StudyEvent(
                study, 0, 0, TestRuns.NOW, StudyEventType.CREATED, null, user, "Asked for."),
            event(1, 0, StudyEventType.TRIAL_BEGUN, 0, "Trial 0 begins: rate = 0.1."),
            event(2, 0, StudyEventType.TRIAL_BEGUN, 1, "Trial 1 begins: rate = 0.2."),
            event(2, 1, StudyEventType.TRIAL_STARTED, 1, "Trial 1 executes."),
            event(9, 0, StudyEventType.TRIAL_FAILED, 1, "Trial 1 failed: 100%_wrong"),
            event(10, 0, StudyEventType.TRIAL_COMPLETED, 0, "Trial 0 completed: ü = 0.5."));
    transactions().inTransaction(() -> events().append(told.reversed()));
    return told;
  }

  @Test
  void givesBackWhatWasToldInItsOrderForwardsAndBackwards() {
    List<StudyEvent> told = told();
    assertThat(events().after(study, StudyEventFilter.ALL, StudyEventPlace.START, 10))
        .isEqualTo(told);
    assertThat(events().before(study, StudyEventFilter.ALL, null, 10)).isEqualTo(told.reversed());
    StudyEventPlace place = StudyEventPlace.of(told.get(2));
    assertThat(events().after(study, StudyEventFilter.ALL, place, 2)).isEqualTo(told.subList(3, 5));
    assertThat(events().before(study, StudyEventFilter.ALL, place, 1)).containsExactly(told.get(1));
    assertThat(count(StudyEventFilter.ALL)).isEqualTo(6);
    assertThat(events().countAfter(study, StudyEventFilter.ALL, place)).isEqualTo(3);
    StudyEventPlace last = StudyEventPlace.of(told.getLast());
    assertThat(events().after(study, StudyEventFilter.ALL, last, 10)).isEmpty();
    assertThat(events().countAfter(study, StudyEventFilter.ALL, last)).isZero();
  }

  private long count(StudyEventFilter filter) {
    return events().countAfter(study, filter, StudyEventPlace.START);
  }

  @Test
  void givesWhatIsWantedAlone() {
    List<StudyEvent> told = told();
    StudyEventFilter begun =
        new StudyEventFilter(
            Set.of(StudyEventType.TRIAL_BEGUN, StudyEventType.TRIAL_STARTED), null, null);
    StudyEventFilter ofTrial = new StudyEventFilter(Set.of(), 1, null);
    StudyEventFilter both = new StudyEventFilter(Set.of(StudyEventType.TRIAL_BEGUN), 1, "RATE");
    assertThat(events().after(study, begun, StudyEventPlace.START, 10))
        .containsExactly(told.get(1), told.get(2), told.get(3));
    assertThat(events().before(study, ofTrial, null, 10))
        .containsExactly(told.get(4), told.get(3), told.get(2));
    assertThat(count(ofTrial)).isEqualTo(3);
    assertThat(events().after(study, both, StudyEventPlace.START, 10)).containsExactly(told.get(2));
  }

  @Test
  void looksForATextAsItIs() {
    List<StudyEvent> told = told();
    assertThat(events().before(study, text("0%_w"), null, 10)).containsExactly(told.get(4));
    assertThat(count(text("100%wrong"))).isZero();
    assertThat(count(text("trial_"))).isZero();
    assertThat(count(text(" TRIAL 0 "))).isEqualTo(2);
    assertThat(count(text(" "))).isEqualTo(6);
  }

  private static StudyEventFilter text(String text) {
    return new StudyEventFilter(Set.of(), null, text);
  }

  @Test
  void anotherStudyHasItsOwn() {
    told();
    RunId other = stored();
    assertThat(events().after(other, StudyEventFilter.ALL, StudyEventPlace.START, 10)).isEmpty();
    assertThat(events().countAfter(other, StudyEventFilter.ALL, StudyEventPlace.START)).isZero();
  }
}
