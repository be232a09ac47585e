package signalbox.application.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** What every store of uploads does. */
public abstract class UploadRepositoryContract {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private Scene scene;

  /** An empty store with a project and a user that it may refer to. */
  public record Scene(UploadRepository uploads, ProjectId project, UserId user) {}

  protected abstract Scene open();

  @BeforeEach
  void start() {
    scene = open();
  }

  @Test
  void keepsWhatItWasGiven() {
    ResumableUpload upload = insert(START);

    assertThat(scene.uploads().find(upload.id())).contains(upload);
    assertThat(scene.uploads().lock(upload.id())).contains(upload);
    assertThat(scene.uploads().find(new UploadId(TestRuns.IDS.next()))).isEmpty();
  }

  @Test
  void replacesWhatChanges() {
    ResumableUpload upload = insert(START);
    ResumableUpload advanced = upload.advanced(70, START.plusSeconds(60));
    scene.uploads().update(advanced);
    assertThat(scene.uploads().find(upload.id())).contains(advanced);

    ResumableUpload refused =
        advanced
            .hashed("ab".repeat(32))
            .refused(
                new ResumableUpload.Refusal("dataset.malformed", "3 bad rows"),
                START.plusSeconds(61));
    scene.uploads().update(refused);
    assertThat(scene.uploads().find(upload.id())).contains(refused);
  }

  @Test
  void listsTheNewestFirst() {
    ResumableUpload first = insert(START);
    ResumableUpload second = insert(START);
    ResumableUpload third = insert(START);

    assertThat(scene.uploads().open(scene.user(), scene.project(), 2))
        .containsExactly(third, second);
    assertThat(scene.uploads().countOpen(scene.user())).isEqualTo(3);
    assertThat(scene.uploads().all())
        .containsExactlyInAnyOrder(first.id(), second.id(), third.id());
    assertThat(scene.uploads().open(new UserId(TestRuns.IDS.next()), scene.project(), 9)).isEmpty();
    assertThat(scene.uploads().open(scene.user(), new ProjectId(TestRuns.IDS.next()), 9)).isEmpty();
  }

  @Test
  void keepsTheFilesOfProjectsApart() {
    ResumableUpload table = insert(START);
    ResumableUpload file = insert(START, null);

    assertThat(scene.uploads().find(file.id())).contains(file);
    assertThat(scene.uploads().open(scene.user(), null, 9)).containsExactly(file);
    assertThat(scene.uploads().open(scene.user(), scene.project(), 9)).containsExactly(table);
    assertThat(scene.uploads().countOpen(scene.user())).isEqualTo(2);
  }

  @Test
  void knowsWhatHasExpired() {
    ResumableUpload old = insert(START);
    ResumableUpload older = insert(START.minusSeconds(60));
    insert(START.plusSeconds(60));
    Instant end = START.plus(ResumableUpload.KEPT);

    assertThat(scene.uploads().expired(end.minusSeconds(61), 9)).isEmpty();
    assertThat(scene.uploads().expired(end, 9)).containsExactly(older.id(), old.id());
    assertThat(scene.uploads().expired(end, 1)).containsExactly(older.id());
  }

  @Test
  void forgets() {
    ResumableUpload upload = insert(START);

    assertThat(scene.uploads().delete(upload.id())).isTrue();
    assertThat(scene.uploads().delete(upload.id())).isFalse();

    assertThat(scene.uploads().find(upload.id())).isEmpty();
    scene.uploads().update(upload.advanced(3, START));
    assertThat(scene.uploads().find(upload.id())).isEmpty();
  }

  private ResumableUpload insert(Instant at) {
    return insert(at, scene.project());
  }

  private ResumableUpload insert(Instant at, @Nullable ProjectId project) {
    ResumableUpload upload =
        new ResumableUpload(
            new UploadId(TestRuns.IDS.next()),
            project,
            scene.user(),
            "ü \"census\".csv",
            "census|100|1",
            100,
            0,
            null,
            null,
            null,
            at,
            at,
            at.plus(ResumableUpload.KEPT));
    scene.uploads().insert(upload);
    return upload;
  }
}
