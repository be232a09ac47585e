package signalbox.application.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyEventType;

/** What was counted once is not counted again. */
final class StudyEventCountsTest {
  private static final StudyEventFilter BEGUN =
      new StudyEventFilter(Set.of(StudyEventType.TRIAL_BEGUN), null, null);

  private final InMemoryStudyEventRepository stored = new InMemoryStudyEventRepository();
  private final List<StudyEventPlace> countedAfter = new ArrayList<>();
  private final StudyEventCounts counts = new StudyEventCounts(new Recording());
  private final RunId study = new RunId(TestRuns.IDS.next());

  /** Notes from where on is counted. */
  private final class Recording implements StudyEventRepository {
    @Override
    public void append(List<StudyEvent> events) {
      throw new AssertionError("Nobody appends here");
    }

    @Override
    public List<StudyEvent> after(
        RunId of, StudyEventFilter filter, StudyEventPlace place, int limit) {
      return stored.after(of, filter, place, limit);
    }

    @Override
    public List<StudyEvent> before(
        RunId of, StudyEventFilter filter, @Nullable StudyEventPlace place, int limit) {
      return stored.before(of, filter, place, limit);
    }

    @Override
    public long countAfter(RunId of, StudyEventFilter filter, StudyEventPlace place) {
      countedAfter.add(place);
      return stored.countAfter(of, filter, place);
    }
  }

  private StudyEventPlace told(long revision, int ordinal, StudyEventType type) {
    StudyEvent event =
        new StudyEvent(study, revision, ordinal, TestRuns.NOW, type, 0, null, "Something.");
    stored.append(List.of(event));
    return StudyEventPlace.of(event);
  }

  @Test
  void countsWhatHasComeSinceTheLastTime() {
    told(1, 0, StudyEventType.TRIAL_BEGUN);
    told(2, 0, StudyEventType.TRIAL_STARTED);
    StudyEventPlace last = told(2, 1, StudyEventType.TRIAL_BEGUN);
    assertThat(counts.of(study, StudyEventFilter.ALL)).isEqualTo(3);
    assertThat(counts.of(study, StudyEventFilter.ALL)).isEqualTo(3);
    assertThat(countedAfter).containsExactly(StudyEventPlace.START);

    told(5, 0, StudyEventType.TRIAL_COMPLETED);
    told(6, 0, StudyEventType.TRIAL_BEGUN);

    assertThat(counts.of(study, StudyEventFilter.ALL)).isEqualTo(5);
    assertThat(countedAfter).containsExactly(StudyEventPlace.START, last);
  }

  @Test
  void tellsFiltersAndStudiesApart() {
    told(1, 0, StudyEventType.TRIAL_BEGUN);
    StudyEventPlace last = told(2, 0, StudyEventType.TRIAL_STARTED);
    assertThat(counts.of(study, BEGUN)).isEqualTo(1);
    assertThat(counts.of(study, StudyEventFilter.ALL)).isEqualTo(2);
    assertThat(counts.of(new RunId(TestRuns.IDS.next()), BEGUN)).isZero();

    told(3, 0, StudyEventType.TRIAL_STARTED);

    assertThat(counts.of(study, BEGUN)).isEqualTo(1);
    assertThat(countedAfter)
        .as("also when the last one was not wanted")
        .containsExactly(StudyEventPlace.START, StudyEventPlace.START, last);
  }
}
