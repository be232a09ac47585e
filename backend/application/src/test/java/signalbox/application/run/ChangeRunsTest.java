package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Topic;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.study.InMemoryStudyRepository;
import signalbox.application.study.InMemoryTrialRepository;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunFilterParser;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunStatus;

final class ChangeRunsTest {
  private final RunScene scene = new RunScene();
  private final InMemoryRunWorld world = new InMemoryRunWorld();
  private final KeptRemovals removals = new KeptRemovals();
  private final InMemoryRunDeletions deletions =
      new InMemoryRunDeletions(
          new InMemoryTrialRepository(new InMemoryStudyRepository(), scene.runs));
  private final ChangeRunsHandler handler =
      new ChangeRunsHandler(
          scene.access,
          world,
          scene.runs,
          removals,
          deletions,
          scene.cancel,
          scene.retry,
          new ImmediateTransactions(),
          scene.signals::add,
          () -> TestRuns.NOW);

  private BulkResult change(Principal caller, BulkAction action, String... tags) {
    List<RunId> all = scene.runs.all().stream().map(Run::id).toList();
    return handler.handle(
        caller,
        new ChangeRuns(scene.project, action, all, null, List.of(tags), CancelMode.GRACEFUL));
  }

  private static ErrorCode code(BulkResult result, RunId run) {
    return Objects.requireNonNull(result.failed().get(run)).code();
  }

  @Test
  void tagsManyAndTellsWhichItDoesNotKnow() {
    Run first = scene.started();
    Run second = scene.started();
    RunId nobody = new RunId(TestRuns.IDS.next());
    BulkResult result =
        handler.handle(
            scene.editor,
            new ChangeRuns(
                scene.project,
                BulkAction.TAG,
                List.of(first.id(), nobody, second.id()),
                null,
                List.of(" new ", "new"),
                CancelMode.GRACEFUL));
    assertThat(result.succeeded()).containsExactly(first.id(), second.id());
    assertThat(code(result, nobody)).isEqualTo(ErrorCode.RUN_NOT_FOUND);
    assertThat(scene.run(first.id()).tags()).containsExactly("new");
    assertThat(scene.run(first.id()).revision()).isEqualTo(first.revision() + 1);
    assertThat(change(scene.editor, BulkAction.TAG, "new").succeeded()).hasSize(2);
    assertThat(scene.run(first.id()).revision()).isEqualTo(first.revision() + 1);
    change(scene.editor, BulkAction.UNTAG, "new");
    assertThat(scene.run(second.id()).tags()).isEmpty();
  }

  @Test
  void archivesAndRestores() {
    Run run = scene.started();
    change(scene.editor, BulkAction.ARCHIVE);
    assertThat(scene.run(run.id()).archivedAt()).isEqualTo(TestRuns.NOW);
    change(scene.editor, BulkAction.RESTORE);
    assertThat(scene.run(run.id()).archivedAt()).isNull();
  }

  @Test
  void cancelsAndRetriesEachByItself() {
    Run run = scene.started();
    assertThat(code(change(scene.editor, BulkAction.RETRY), run.id()))
        .isEqualTo(ErrorCode.RUN_ILLEGAL_STATE);
    assertThat(change(scene.editor, BulkAction.CANCEL).succeeded()).containsExactly(run.id());
    assertThat(scene.run(run.id()).status()).isEqualTo(RunStatus.CANCELLING);
  }

  @Test
  void deletesEndedRunsThatNothingNeeds() {
    Run going = scene.started();
    Run ended = end(scene.started());
    Run used = end(scene.started());
    removals.used.add(used.id());
    assertThatThrownBy(() -> change(scene.editor, BulkAction.DELETE))
        .isInstanceOf(SignalboxException.class);
    BulkResult result = change(scene.administrator, BulkAction.DELETE);
    assertThat(result.succeeded()).containsExactly(ended.id());
    assertThat(code(result, going.id())).isEqualTo(ErrorCode.RUN_ILLEGAL_STATE);
    assertThat(code(result, used.id())).isEqualTo(ErrorCode.RUN_IN_USE);
    assertThat(removals.deleted).containsExactly(ended.id());
    assertThat(deletions.after(scene.project, 0, 10))
        .as("whoever follows the project hears of it, after all that was before")
        .containsExactly(
            new RunDeletions.Deletion(
                scene.runs.projectRevision(scene.project), List.of(ended.id())));
    assertThat(scene.signals)
        .endsWith(new Topic.ProjectRuns(scene.project), new Topic.OneRun(ended.id()));
  }

  @Test
  void tellsTheStudyOfADeletedTrial() {
    Run trial = end(scene.storedTrial());
    RunId study = ((RunSpec.Trial) trial.spec()).study();
    BulkResult result =
        handler.handle(
            scene.administrator,
            new ChangeRuns(
                scene.project,
                BulkAction.DELETE,
                List.of(trial.id()),
                null,
                List.of(),
                CancelMode.GRACEFUL));
    assertThat(result.succeeded()).containsExactly(trial.id());
    assertThat(scene.signals).contains(new Topic.OneStudy(study));
  }

  private Run end(Run run) {
    Run ended = run.with(TestRuns.ended(RunStatus.FAILED));
    scene.runs.update(ended);
    return ended;
  }

  @Test
  void takesAllThatAFilterLetsThrough() {
    Run first = scene.started();
    Run second = scene.started();
    world.insert(first);
    world.insert(second);
    BulkResult result =
        handler.handle(
            scene.editor,
            new ChangeRuns(
                scene.project,
                BulkAction.TAG,
                null,
                RunFilterParser.parse("id:" + second.id()),
                List.of("x"),
                CancelMode.GRACEFUL));
    assertThat(result.succeeded()).containsExactly(second.id());
  }

  @Test
  void needsEitherRunsOrAFilterAndTagsToTag() {
    assertThatThrownBy(() ->
            new ChangeRuns(
                scene.project, BulkAction.TAG, null, null, List.of("x"), CancelMode.KILL))
        .isInstanceOf(SignalboxException.class);
    assertThatThrownBy(() -> change(scene.editor, BulkAction.TAG))
        .isInstanceOf(SignalboxException.class);
    assertThatThrownBy(() -> change(scene.viewer, BulkAction.ARCHIVE))
        .isInstanceOf(SignalboxException.class);
    assertThatThrownBy(() -> change(scene.stranger, BulkAction.ARCHIVE))
        .isInstanceOf(SignalboxException.class);
  }

  /** Remembers what was deleted. */
  private static final class KeptRemovals implements RunRemovals {
    private final Set<RunId> used = new HashSet<>();
    private final List<RunId> deleted = new ArrayList<>();

    @Override
    public Set<RunId> inUse(Set<RunId> runs) {
      return used;
    }

    @Override
    public void delete(Set<RunId> runs, Instant now) {
      deleted.addAll(runs);
    }

    @Override
    public List<Removal> due(int most) {
      return List.of();
    }

    @Override
    public void done(RunId run) {
      deleted.remove(run);
    }
  }
}
