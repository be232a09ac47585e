package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.NoNames;
import signalbox.application.run.RunViews;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.study.InMemoryStudyRepository;
import signalbox.application.study.InMemoryTrialRepository;
import signalbox.application.study.StudyViews;
import signalbox.application.study.TestStudies;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.Study;
import signalbox.domain.study.Trial;

/** What a follower of a study hears, and from where it goes on. */
final class OneStudySourceTest {
  private final InMemoryRunRepository runs = new InMemoryRunRepository();
  private final InMemoryStudyRepository studies = new InMemoryStudyRepository();
  private final InMemoryTrialRepository trials = new InMemoryTrialRepository(studies, runs);
  private final Run run =
      TestRuns.study(
          new ProjectId(TestRuns.IDS.next()),
          new DatasetId(TestRuns.IDS.next()),
          new UserId(TestRuns.IDS.next()),
          "search");
  private final TopicSource source =
      new OneStudySource(
          run.id(),
          new StudyTopics.Ports(runs, studies, trials),
          new StudyViews(
              new RunViews(new NoNames(), _ -> Map.of(), trials, Runnable::run), studies, trials),
          new ImmediateTransactions());

  @BeforeEach
  void store() {
    runs.insert(run);
    studies.insert(TestStudies.study(run.id()));
  }

  private Study study() {
    return studies.find(run.id()).orElseThrow();
  }

  /** Trials from a number on, each with a revision of its own. */
  private void begin(int from, int count) {
    List<Run> asRuns = new ArrayList<>();
    List<Trial> begun = new ArrayList<>();
    long revision = study().revision();
    for (int number = from; number < from + count; number++) {
      Run one = TestRuns.trial(run, number);
      asRuns.add(one);
      begun.add(TestStudies.trial(run.id(), number, one.id(), ++revision));
    }
    runs.insertAll(asRuns);
    trials.insertAll(begun);
    studies.updateProgress(study().with(study().progress(), revision));
  }

  private static List<Integer> numbers(TopicSource.Batch batch) {
    return batch.items().stream()
        .filter(StreamItem.TrialsChanged.class::isInstance)
        .map(StreamItem.TrialsChanged.class::cast)
        .flatMap(changed -> changed.rows().stream())
        .map(row -> row.trial().number())
        .toList();
  }

  private static List<StreamItem.StudyChanged> changes(TopicSource.Batch batch) {
    return batch.items().stream()
        .filter(StreamItem.StudyChanged.class::isInstance)
        .map(StreamItem.StudyChanged.class::cast)
        .toList();
  }

  @Test
  void aSnapshotIsTheStudyAtItsRevision() {
    begin(0, 3);
    TopicSource.Snapshot snapshot = source.snapshot();
    assertThat(snapshot.cursor()).isEqualTo("3.1");
    assertThat(((StreamState.StudyState) snapshot.state()).study().study()).isEqualTo(study());
    assertThat(source.readAfter(snapshot.cursor(), 10).items()).isEmpty();
  }

  @Test
  void changedTrialsComeOnceAndInTheOrderOfTheirRevisions() {
    begin(0, 5);
    TopicSource.Batch first = source.readAfter("0.1", 2);
    assertThat(numbers(first)).containsExactly(0, 1);
    assertThat(first.to()).isEqualTo("2.1");
    assertThat(changes(first)).hasSize(1);
    TopicSource.Batch second = source.readAfter(first.to(), 2);
    assertThat(numbers(second)).containsExactly(2, 3);
    TopicSource.Batch third = source.readAfter(second.to(), 2);
    assertThat(numbers(third)).containsExactly(4);
    assertThat(third.to()).isEqualTo("5.1");
    assertThat(source.readAfter(third.to(), 2).items()).isEmpty();
    StreamItem.TrialsChanged columns = (StreamItem.TrialsChanged) first.items().getFirst();
    assertThat(columns.revision()).isEqualTo(2);
    assertThat(columns.parameters()).containsExactly("z_rate", "a.share", "leaves", "boosting");
  }

  @Test
  void whatRestCallsARevisionIsACursor() {
    begin(0, 2);
    TopicSource.Batch batch = source.readAfter("1", 10);
    assertThat(numbers(batch)).containsExactly(1);
    assertThat(batch.to()).isEqualTo("2.1");
  }

  @Test
  void aChangeOfTheRunAloneIsHeardToo() {
    begin(0, 1);
    runs.update(run.with(TestRuns.ended(RunStatus.SUCCEEDED)).revised(2, 7));
    TopicSource.Batch batch = source.readAfter("1.1", 10);
    assertThat(numbers(batch)).isEmpty();
    assertThat(changes(batch))
        .singleElement()
        .satisfies(changed ->
            assertThat(changed.study().run().run().status()).isEqualTo(RunStatus.SUCCEEDED));
    assertThat(batch.to()).isEqualTo("1.2");
  }

  @Test
  void aChangeOfThePlanIsHeardWithoutTrials() {
    studies.updatePlan(study().with(study().plan().paused(true), 1));
    TopicSource.Batch batch = source.readAfter("0.1", 10);
    assertThat(numbers(batch)).isEmpty();
    assertThat(changes(batch))
        .singleElement()
        .satisfies(changed -> assertThat(changed.study().study().plan().paused()).isTrue());
  }

  @Test
  void aDeletedTrialIsToldOnceAmongWhatHasChanged() {
    begin(0, 4);
    trials.delete(run.id(), List.of(1, 2));
    begin(4, 2);
    TopicSource.Batch first = source.readAfter("0.1", 2);
    assertThat(numbers(first)).containsExactly(0, 3);
    assertThat(deleted(first)).as("it comes after what was before it").isEmpty();
    TopicSource.Batch second = source.readAfter(first.to(), 10);
    assertThat(numbers(second)).containsExactly(4, 5);
    assertThat(deleted(second)).containsExactly(1, 2);
    assertThat(second.to()).isEqualTo("7.1");
    assertThat(source.readAfter("5.1", 10).items())
        .noneMatch(StreamItem.TrialsDeleted.class::isInstance);
  }

  private static List<Integer> deleted(TopicSource.Batch batch) {
    return batch.items().stream()
        .filter(StreamItem.TrialsDeleted.class::isInstance)
        .map(StreamItem.TrialsDeleted.class::cast)
        .flatMap(gone -> gone.numbers().stream())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.", "-1", "1.1.1", "99", "0.99", "99999999999999999999"})
  void aCursorThatIsNoneIsRefused(String cursor) {
    begin(0, 1);
    assertThatThrownBy(() -> source.readAfter(cursor, 10)).hasMessage("stream.bad_cursor");
  }
}
