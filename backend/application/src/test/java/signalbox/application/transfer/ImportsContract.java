package signalbox.application.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;
import signalbox.domain.transfer.TransferCounts;

/** What every store of imports, and of what they have noted, must do. */
public abstract class ImportsContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant UNTIL = NOON.plusSeconds(60);
  private static final ProjectImport.Refusal DAMAGED =
      new ProjectImport.Refusal(
          ErrorCode.IMPORT_DAMAGED,
          Map.of("entry", "points/000007.jsonl.gz", "reason", "it cannot be unpacked"));

  /** The store under test; empty. */
  protected abstract ImportRepository imports();

  /** What goes with it. */
  protected abstract ImportTraces traces();

  /** A user that is there; always the same. */
  protected abstract UserId user();

  /** An upload that is there; another one each time. */
  protected abstract UploadId upload();

  protected abstract void remove(UploadId upload);

  /** A project that is there. */
  protected abstract ProjectId project();

  @Test
  void keepsWhatIsInserted() {
    ProjectImport one = insert("Tariffs");
    ProjectImport other = insert(null);

    assertThat(imports().find(one.id())).contains(one);
    assertThat(imports().find(new ImportId(TestRuns.IDS.next()))).isEmpty();
    assertThat(imports().findByUpload(upload(one))).contains(one);
    assertThat(imports().list(user(), 9)).containsExactly(other, one);
    assertThat(imports().list(user(), 1)).containsExactly(other);
    assertThat(imports().list(new UserId(TestRuns.IDS.next()), 9)).isEmpty();
  }

  @Test
  void letsOneWorkerBeginTheOldest() {
    ProjectImport first = insert(null);
    ProjectImport second = insert(null);
    List<UploadId> here = List.of(upload(first), upload(second));

    ProjectImport begun = imports().claim(here, NOON, UNTIL).orElseThrow();
    assertThat(begun.id()).isEqualTo(first.id());
    assertThat(begun.state()).isEqualTo(ImportState.CHECKING);
    assertThat(begun.attempt()).isEqualTo(1);
    assertThat(begun.phaseAt()).isEqualTo(NOON);
    assertThat(imports().claim(here, NOON, UNTIL).map(ProjectImport::id)).contains(second.id());
    assertThat(imports().claim(here, NOON, UNTIL)).isEmpty();
  }

  @Test
  void letsAnotherOneBeginItAgainWhenTheFirstSaysNothing() {
    ProjectImport one = begun();
    imports().keep(one.id(), 1, 77, UNTIL);

    assertThat(claim(one, UNTIL.minusMillis(1))).isEmpty();
    ProjectImport again = claim(one, UNTIL).orElseThrow();
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.doneBytes()).isZero();
    assertThat(imports().keep(one.id(), 1, 80, UNTIL)).as("of the first one").isFalse();
    assertThat(imports().keep(one.id(), 2, 1, UNTIL)).isTrue();
  }

  @Test
  void letsOnlyThoseBeginItWhoHaveItsBytes() {
    insert(null);

    assertThat(imports().claim(List.of(), NOON, UNTIL)).isEmpty();
    assertThat(imports().claim(List.of(new UploadId(TestRuns.IDS.next())), NOON, UNTIL)).isEmpty();
  }

  @Test
  void followsTheWork() {
    ProjectImport one = begun();
    ProjectImport.Origin origin =
        new ProjectImport.Origin(
            new ProjectId(TestRuns.IDS.next()), "Tariffs «ü»", NOON.minusSeconds(5), "1.2.3");
    TransferCounts content = new TransferCounts(1, 2, 1, 4, 5, 6, 7, 8, 1L << 40);

    assertThat(imports().keep(one.id(), 1, 77, UNTIL)).isTrue();
    assertThat(found(one).doneBytes()).isEqualTo(77);
    imports().learn(one.id(), 1, origin, content);
    assertThat(imports().enter(one.id(), 1, ImportState.STORING, UNTIL)).isTrue();

    ProjectImport storing = found(one);
    assertThat(storing.state()).isEqualTo(ImportState.STORING);
    assertThat(storing.doneBytes()).isZero();
    assertThat(storing.phaseAt()).isEqualTo(UNTIL);
    assertThat(storing.origin()).isEqualTo(origin);
    assertThat(storing.content()).isEqualTo(content);
  }

  @Test
  void isBegunLaterWhenItIsPutOff() {
    ProjectImport one = begun();

    assertThat(imports().putOff(one.id(), 1, NOON, UNTIL)).isTrue();
    assertThat(found(one).state()).isEqualTo(ImportState.WAITING);
    assertThat(claim(one, NOON)).isEmpty();
    assertThat(claim(one, UNTIL).map(ProjectImport::attempt)).contains(2);
  }

  @Test
  void becomesAProject() {
    ProjectImport one = begun();
    ProjectId project = project();

    assertThat(imports().finish(one.id(), 1, project, UNTIL)).isTrue();

    ProjectImport done = found(one);
    assertThat(done.state()).isEqualTo(ImportState.DONE);
    assertThat(done.project()).isEqualTo(project);
    assertThat(done.endedAt()).isEqualTo(UNTIL);
    assertThat(imports().findByUpload(upload(one))).contains(done);
    assertThat(imports().keep(one.id(), 1, 1, UNTIL)).isFalse();
    assertThat(imports().cancel(one.id(), UNTIL)).isFalse();
    assertThat(claim(one, UNTIL.plusSeconds(1))).isEmpty();
  }

  @Test
  void keepsWhyItFailed() {
    ProjectImport one = begun();

    assertThat(imports().fail(one.id(), 2, DAMAGED, UNTIL)).as("of nobody").isFalse();
    assertThat(imports().fail(one.id(), 1, DAMAGED, UNTIL)).isTrue();

    ProjectImport failed = found(one);
    assertThat(failed.state()).isEqualTo(ImportState.FAILED);
    assertThat(failed.refusal()).isEqualTo(DAMAGED);
    assertThat(failed.endedAt()).isEqualTo(UNTIL);
    assertThat(imports().findByUpload(upload(one))).as("it may be tried again").isEmpty();
    assertThat(claim(one, UNTIL.plusSeconds(1))).isEmpty();
  }

  @Test
  void isEndedByItsUser() {
    ProjectImport one = begun();

    assertThat(imports().cancel(one.id(), UNTIL)).isTrue();
    assertThat(imports().cancel(one.id(), UNTIL)).isFalse();
    assertThat(found(one).state()).isEqualTo(ImportState.CANCELLED);
    assertThat(imports().enter(one.id(), 1, ImportState.STORING, UNTIL)).isFalse();
    assertThat(imports().finish(one.id(), 1, project(), UNTIL)).isFalse();
  }

  @Test
  void forgetsNoneThatIsActive() {
    ProjectImport one = begun();

    imports().forget(one.id(), UNTIL.plusSeconds(1));

    assertThat(found(one).state()).isEqualTo(ImportState.CHECKING);
    assertThat(imports().keep(one.id(), 1, 7, UNTIL)).isTrue();
  }

  @Test
  void forgetsAtOnceWhatNobodyWorksOn() {
    ProjectImport failed = begun();
    imports().fail(failed.id(), 1, DAMAGED, NOON);
    ProjectImport waiting = begun();
    imports().putOff(waiting.id(), 1, NOON, UNTIL);
    imports().cancel(waiting.id(), NOON);

    for (ProjectImport one : List.of(failed, waiting)) {
      note(one, 1);
      imports().forget(one.id(), NOON);
      assertThat(imports().find(one.id())).isEmpty();
    }

    assertThat(imports().list(user(), 9)).isEmpty();
    assertLeft(NOON, 2);
  }

  @Test
  void keepsWhatWasForgottenForWhoStillWorksOnIt() {
    ProjectImport one = begun();
    note(one, 1);
    imports().cancel(one.id(), NOON);

    imports().forget(one.id(), NOON);

    assertThat(imports().find(one.id())).as("to its user it is gone").isEmpty();
    assertThat(imports().list(user(), 9)).isEmpty();
    assertLeft(NOON, 0);
    assertThat(imports().removeBefore(NOON, 9)).isZero();
    imports().leave(one.id(), 2);
    assertLeft(NOON, 0);
    imports().leave(one.id(), 1);
    assertLeft(NOON, 1);
    assertThat(imports().removeBefore(UNTIL, 9)).as("gone with him who left").isZero();
  }

  @Test
  void removesWhatWasForgottenWhenNobodyCameBackToLeaveIt() {
    ProjectImport one = begun();
    imports().cancel(one.id(), NOON);
    imports().forget(one.id(), NOON);

    assertThat(imports().removeBefore(UNTIL.minusMillis(1), 9)).isZero();
    assertThat(imports().removeBefore(UNTIL, 9)).isEqualTo(1);
  }

  @Test
  void knowsThoseWhoseBytesAreGone() {
    ProjectImport worked = begun();
    ProjectImport waiting = insert(null);
    remove(upload(worked));
    remove(upload(waiting));

    assertThat(imports().withoutUpload(NOON, 9))
        .extracting(ProjectImport::id)
        .containsExactly(waiting.id());
    assertThat(imports().withoutUpload(UNTIL, 9)).hasSize(2);
    assertThat(found(waiting).upload()).isNull();
  }

  @Test
  void removesTheOldInBatches() {
    for (int i = 0; i < 3; i++) {
      ProjectImport one = begun();
      imports().fail(one.id(), 1, DAMAGED, NOON);
    }
    ProjectImport young = begun();
    imports().fail(young.id(), 1, DAMAGED, UNTIL);
    ProjectImport active = insert(null);

    assertThat(imports().removeBefore(UNTIL, 2)).isEqualTo(2);
    assertThat(imports().removeBefore(UNTIL, 2)).isEqualTo(1);
    assertThat(imports().removeBefore(UNTIL, 2)).isZero();
    assertThat(imports().list(user(), 9))
        .extracting(ProjectImport::id)
        .containsExactly(active.id(), young.id());
  }

  @Test
  void leavesAloneWhatIsWorkedOn() {
    ProjectImport one = begun();
    note(one, 1);

    assertLeft(NOON, 0);
    assertLeft(UNTIL, 0);
    imports().cancel(one.id(), NOON);
    assertLeft(NOON, 0);
    assertLeft(UNTIL, 1);
    imports().leave(one.id(), 1);
    assertLeft(NOON, 1);
  }

  @Test
  void findsWhatAnAttemptHasLeft() {
    ProjectImport one = begun();
    note(one, 1);
    claim(one, UNTIL);
    note(one, 2);

    assertLeft(UNTIL, 0);
    imports().fail(one.id(), 2, DAMAGED, UNTIL);
    assertLeft(UNTIL, 2);
    assertThat(traces().leftRuns(UNTIL, 1)).hasSize(1);
    assertThat(traces().leftObjects(UNTIL, 1)).hasSize(1);
    imports().forget(one.id(), UNTIL);
    assertLeft(UNTIL, 2);
    traces().forgetRuns(traces().leftRuns(UNTIL, 9));
    traces().forgetObjects(traces().leftObjects(UNTIL, 9));
    assertLeft(UNTIL, 0);
  }

  private void note(ProjectImport one, int attempt) {
    RunId run = new RunId(TestRuns.IDS.next());
    String key = "imports/" + one.id() + "/" + attempt + "/a";
    for (int times = 0; times < 2; times++) {
      traces().noteRun(one.id(), attempt, run);
      traces().noteObject(one.id(), attempt, key, 7, "ab");
    }
  }

  private void assertLeft(Instant now, int count) {
    assertThat(traces().leftRuns(now, 9)).hasSize(count);
    assertThat(traces().leftObjects(now, 9)).hasSize(count);
  }

  private ProjectImport begun() {
    ProjectImport one = insert(null);
    return claim(one, NOON).orElseThrow();
  }

  private Optional<ProjectImport> claim(ProjectImport one, Instant now) {
    return imports().claim(List.of(upload(one)), now, now.plus(Duration.between(NOON, UNTIL)));
  }

  private ProjectImport insert(@Nullable String name) {
    ProjectImport one =
        ProjectImport.waiting(
            new ImportId(TestRuns.IDS.next()),
            user(),
            upload(),
            "tariffs-2026-03-01.signalbox.tar",
            1000,
            name,
            NOON);
    imports().insert(one);
    return one;
  }

  private ProjectImport found(ProjectImport one) {
    return imports().find(one.id()).orElseThrow();
  }

  private static UploadId upload(ProjectImport one) {
    return Objects.requireNonNull(one.upload());
  }
}
