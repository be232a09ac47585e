package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.run.InMemoryRunDeletions;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.NoNames;
import signalbox.application.run.RunView;
import signalbox.application.run.RunViews;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.study.InMemoryStudyRepository;
import signalbox.application.study.InMemoryTrialRepository;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** What a follower of a project's runs hears, and from where it goes on. */
final class ProjectRunsSourceTest {
  private final ProjectId project = new ProjectId(TestRuns.IDS.next());
  private final InMemoryRunRepository runs = new InMemoryRunRepository();
  private final InMemoryTrialRepository trials =
      new InMemoryTrialRepository(new InMemoryStudyRepository(), runs);
  private final InMemoryRunDeletions deletions = new InMemoryRunDeletions(trials);
  private final TopicSource source =
      new ProjectRunsSource(
          project,
          runs,
          deletions,
          new RunViews(new NoNames(), _ -> Map.of(), trials, Runnable::run),
          new ImmediateTransactions());

  private Run stored(String name) {
    Run run =
        TestRuns.training(
                project, new DatasetId(TestRuns.IDS.next()), new UserId(TestRuns.IDS.next()), name)
            .revised(1, runs.nextProjectRevision(project));
    runs.insert(run);
    return run;
  }

  private void changed(Run run) {
    runs.update(run.revised(run.revision() + 1, runs.nextProjectRevision(project)));
  }

  private void deleted(Run... gone) {
    for (Run run : gone) {
      runs.delete(run.id());
    }
    deletions.note(project, runs.nextProjectRevision(project), List.of(gone), TestRuns.NOW);
  }

  /** Ids in the order in which they are told, those of deleted runs with a minus before them. */
  private static List<String> told(TopicSource.Batch batch) {
    return batch.items().stream()
        .flatMap(item ->
            switch (item) {
              case StreamItem.RunChanged(RunView view) -> Stream.of(view.run().id().toString());
              case StreamItem.RunsDeleted(List<RunId> gone) -> gone.stream().map(id -> "-" + id);
              default -> throw new AssertionError(item);
            })
        .toList();
  }

  @Test
  void tellsChangesAndDeletionsInTheirOrder() {
    Run first = stored("a");
    Run second = stored("b");
    String cursor = source.snapshot().cursor();
    Run third = stored("c");
    deleted(first);
    changed(second);
    TopicSource.Batch batch = source.readAfter(cursor, 10);
    assertThat(told(batch)).containsExactly("" + third.id(), "-" + first.id(), "" + second.id());
    assertThat(source.readAfter(batch.to(), 10).items()).isEmpty();
    assertThat(source.readAfter(batch.to(), 10).to()).isEqualTo(batch.to());
  }

  @Test
  void whatDoesNotFitComesNextAndNothingIsLeftOut() {
    Run first = stored("a");
    String cursor = source.snapshot().cursor();
    Run second = stored("b");
    Run third = stored("c");
    deleted(first);
    deleted(second, third);
    Run fourth = stored("d");
    TopicSource.Batch one = source.readAfter(cursor, 1);
    assertThat(told(one)).containsExactly("-" + first.id());
    TopicSource.Batch two = source.readAfter(one.to(), 1);
    assertThat(told(two))
        .as("a deletion is never torn apart")
        .containsExactly("-" + second.id(), "-" + third.id());
    TopicSource.Batch three = source.readAfter(two.to(), 1);
    assertThat(told(three)).containsExactly("" + fourth.id());
    assertThat(source.readAfter(three.to(), 1).items()).isEmpty();
  }

  @Test
  void whoeverWasAwayForTooLongIsToldThatSomethingIsMissing() {
    Run first = stored("a");
    Run second = stored("b");
    deleted(first);
    String before = source.snapshot().cursor();
    deletions.removeBefore(TestRuns.NOW.plus(Duration.ofDays(1)), 10);
    deleted(second);
    TopicSource.Batch lost = source.readAfter("2", 10);
    assertThat(lost.gap()).isEqualTo(ProjectRunsSource.FORGOTTEN);
    assertThat(lost.items()).isEmpty();
    assertThat(lost.to()).isEqualTo(source.snapshot().cursor());
    TopicSource.Batch known = source.readAfter(before, 10);
    assertThat(known.gap()).isNull();
    assertThat(told(known)).containsExactly("-" + second.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "2", "99999999999999999999"})
  void aCursorThatIsNoneIsRefused(String cursor) {
    stored("a");
    assertThatThrownBy(() -> source.readAfter(cursor, 10)).hasMessage("stream.bad_cursor");
  }
}
