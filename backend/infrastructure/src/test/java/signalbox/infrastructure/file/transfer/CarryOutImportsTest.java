package signalbox.infrastructure.file.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.artifact.FolderObjectStore;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.dataset.InMemoryUploadFiles;
import signalbox.application.dataset.InMemoryUploadRepository;
import signalbox.application.identity.InMemoryUserRepository;
import signalbox.application.log.InMemoryLogRepository;
import signalbox.application.log.LogLedger;
import signalbox.application.metric.InMemoryMetricRepository;
import signalbox.application.metric.MetricCursor;
import signalbox.application.metric.StoredPoint;
import signalbox.application.project.InMemoryProjectRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.transfer.CarryOutImports;
import signalbox.application.transfer.IdRenewal;
import signalbox.application.transfer.InMemoryImportedRows;
import signalbox.application.transfer.InMemoryImports;
import signalbox.application.transfer.ProjectFileHeader;
import signalbox.application.transfer.ProjectFileManifest;
import signalbox.application.transfer.ProjectFileVisitor;
import signalbox.application.transfer.ProjectFileWriter;
import signalbox.application.transfer.ProjectFiles;
import signalbox.application.transfer.RemoveImportTraces;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.Seal;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;
import signalbox.domain.transfer.TransferCounts;

class CarryOutImportsTest {
  private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

  @TempDir private Path folder;
  private final InMemoryImports imports = new InMemoryImports();
  private final InMemoryUploadRepository uploads = new InMemoryUploadRepository();
  private final InMemoryUploadFiles uploadFiles = new InMemoryUploadFiles();
  private final InMemoryMetricRepository metrics = new InMemoryMetricRepository();
  private final InMemoryLogRepository logs = new InMemoryLogRepository();
  private final List<RunId> removedLogs = new ArrayList<>();
  private final InMemoryProjectRepository projects =
      new InMemoryProjectRepository(new InMemoryUserRepository());
  private final InMemoryImportedRows rows = new InMemoryImportedRows(projects, imports);
  private final UserId user = new UserId(TestRuns.IDS.next());
  private final List<ProjectId> readBack = new ArrayList<>();
  private Instant now = NOON;
  private Runnable beforeRows = () -> {};
  private Runnable afterReading = () -> {};

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(folder.resolve("spool"));
    Files.createDirectories(folder.resolve("objects"));
  }

  /** The real files, with something that happens before and after one is read. */
  private final class Interrupted implements ProjectFiles {
    private final ProjectFiles files = new TarProjectFiles(folder.resolve("spool"));

    @Override
    public ProjectFileWriter begin(ProjectFileHeader header) {
      return files.begin(header);
    }

    @Override
    public void read(Path file, ProjectFileVisitor visitor) {
      if (!visitor.wants(ProjectFileVisitor.Section.POINTS)) {
        beforeRows.run();
      }
      files.read(file, visitor);
      afterReading.run();
    }
  }

  private CarryOutImports worker() {
    return new CarryOutImports(
        new CarryOutImports.Ports(
            uploads,
            uploadFiles,
            imports,
            imports,
            rows,
            new Interrupted(),
            objects(),
            metrics,
            logs,
            projects,
            _ -> {},
            (project, _) -> readBack.add(project)),
        folder.resolve("spool"),
        new ImmediateTransactions(),
        TestRuns.IDS,
        () -> now);
  }

  private ObjectStore objects() {
    return new FolderObjectStore(folder.resolve("objects"));
  }

  private byte[] sample() {
    return SampleFile.bytes(folder.resolve("spool"));
  }

  @Test
  void makesAProjectOfAFile() throws IOException {
    ProjectImport one = started(sample(), null);

    worker().run();

    ProjectImport done = found(one);
    assertThat(done.state()).isEqualTo(ImportState.DONE);
    assertThat(done.content()).isEqualTo(SampleFile.COUNTS);
    assertThat(done.origin())
        .isEqualTo(
            new ProjectImport.Origin(
                SampleFile.HEADER.project(),
                SampleFile.HEADER.name(),
                SampleFile.EXPORTED,
                SampleFile.HEADER.product()));
    ProjectId project = Objects.requireNonNull(done.project());
    assertThat(projects.find(project).map(Project::name)).contains("Tariffs «ü» (imported)");
    assertThat(projects.find(user, project)).contains(Role.ADMIN);
    assertThat(readBack).containsExactly(project);
    assertThat(rows.written()).containsExactly("project", "run", "run");
    assertThat(stored(one, 1, SampleFile.TABLE_OBJECT.name())).isEqualTo(SampleFile.TABLE);
    assertThat(stored(one, 1, SampleFile.SAMPLE_OBJECT.name())).isEqualTo(SampleFile.SAMPLE);
    assertThat(points(one, 1)).isEqualTo(2);
    LogAttempt log = logs.find(log(one, 1)).orElseThrow();
    assertThat(log.seal()).isEqualTo(Seal.COMPLETE);
    assertThat(log.hash()).isEqualTo("cd");
    assertThat(logs.removed(log(one, 1))).isEqualTo(SampleFile.LEDGER.removed());
    assertThat(uploads.find(upload(one))).isEmpty();
    assertThat(uploadFiles.list()).isEmpty();
    assertThat(imports.leftRuns(now.plusSeconds(600), 9)).isEmpty();
    assertThat(imports.leftObjects(now.plusSeconds(600), 9)).isEmpty();
    assertThat(folder.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void findsAFreeName() {
    projects.insert(project("Tariffs «ü» (imported)"));
    ProjectImport one = started(sample(), null);

    worker().run();

    assertThat(nameOf(one)).isEqualTo("Tariffs «ü» (imported 2)");
  }

  @Test
  void takesTheNextNameWhenAnotherImportWasFaster() {
    ProjectImport one = started(sample(), null);
    beforeRows = () -> projects.insert(project("Tariffs «ü» (imported)"));

    worker().run();

    assertThat(found(one).state()).isEqualTo(ImportState.DONE);
    assertThat(nameOf(one)).isEqualTo("Tariffs «ü» (imported 2)");
    assertThat(readBack).hasSize(1);
    assertThat(rows.written()).containsExactly("project", "run", "run");
  }

  @Test
  void doesNotRenameWhatWasWished() {
    ProjectImport one = started(sample(), "Water");
    beforeRows = () -> projects.insert(project("WATER"));

    worker().run();

    assertFailed(one, ErrorCode.PROJECT_NAME_TAKEN);
    assertThat(uploads.find(upload(one))).isPresent();
  }

  @Test
  void takesTheNameThatIsWished() {
    ProjectImport one = started(sample(), "Water");

    worker().run();

    assertThat(nameOf(one)).isEqualTo("Water");
  }

  @Test
  void keepsTheUploadWhenItsNameIsTakenMeanwhile() {
    ProjectImport one = started(sample(), "Water");
    projects.insert(project("WATER"));

    worker().run();

    assertFailed(one, ErrorCode.PROJECT_NAME_TAKEN);
    assertThat(uploads.find(upload(one))).isPresent();
  }

  @Test
  void waitsForABackendThatHasAllBytes() {
    ProjectImport one = started(sample(), null);
    byte[] first = {1};
    uploadFiles.append(upload(one), 0, () -> new ByteArrayInputStream(first), Long.MAX_VALUE, null);

    worker().run();

    assertThat(found(one).state()).isEqualTo(ImportState.WAITING);
    assertThat(uploads.find(upload(one))).isPresent();
    assertThat(rows.written()).isEmpty();
  }

  @Test
  void storesNothingOfADamagedFile() {
    byte[] file = sample();
    Archive archive = Archive.read(file);
    int place = archive.offset(archive.place("points/")) + TarHeader.BLOCK + 20;
    file[place] = (byte) (file[place] ^ 1);
    ProjectImport one = started(file, null);

    worker().run();

    ProjectImport.Refusal refusal = assertFailed(one, ErrorCode.IMPORT_DAMAGED);
    assertThat(refusal.arguments()).containsEntry("entry", "points/000004.jsonl.gz");
    assertThat(uploads.find(upload(one))).isEmpty();
    assertThat(rows.written()).isEmpty();
    assertThat(points(one, 1)).isZero();
    assertThat(folder.resolve("objects")).isEmptyDirectory();
    assertThat(folder.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void beginsAgainAfterAStoreWasAway() {
    ProjectImport one = started(sample(), null);
    logs.away(true);
    CarryOutImports worker = worker();

    worker.run();

    assertThat(found(one).state()).isEqualTo(ImportState.WAITING);
    assertThat(points(one, 1)).isEqualTo(2);
    worker.run();
    assertThat(found(one).attempt()).as("not at once").isEqualTo(1);

    logs.away(false);
    now = now.plusSeconds(11);
    worker.run();

    assertThat(found(one).state()).isEqualTo(ImportState.DONE);
    assertThat(found(one).attempt()).isEqualTo(2);
    removeTraces();
    assertThat(points(one, 1)).isZero();
    assertThat(points(one, 2)).isEqualTo(2);
    assertThat(removedLogs).containsExactly(run(one, 1));
    assertThat(objects().open(key(one, 1))).isEmpty();
    assertThat(objects().size(key(one, 2))).contains((long) SampleFile.TABLE.length);
  }

  @Test
  void givesUpWhatIsCutOffAgainAndAgain() {
    ProjectImport one = started(sample(), null);
    logs.away(true);
    CarryOutImports worker = worker();
    for (int i = 0; i < ProjectImport.MOST_ATTEMPTS; i++) {
      worker.run();
      now = now.plusSeconds(600);
    }

    ProjectImport.Refusal refusal = assertFailed(one, ErrorCode.IMPORT_INTERRUPTED);
    assertThat(refusal.arguments()).containsEntry("times", "5");
    assertThat(uploads.find(upload(one))).as("for another try").isPresent();
    assertThat(worker.failedImports()).isEqualTo(1);
    removeTraces();
    for (int attempt = 1; attempt <= ProjectImport.MOST_ATTEMPTS; attempt++) {
      assertThat(points(one, attempt)).isZero();
    }
    assertThat(folder.resolve("objects")).isEmptyDirectory();
  }

  @Test
  void givesUpWhatKillsItsBackendAgainAndAgain() {
    ProjectImport one = started(sample(), null);
    for (int i = 0; i < ProjectImport.MOST_ATTEMPTS; i++) {
      // As of backends that have died without a word.
      imports.claim(List.of(upload(one)), now, now);
    }

    worker().run();

    assertFailed(one, ErrorCode.IMPORT_INTERRUPTED);
    assertThat(rows.written()).isEmpty();
  }

  @Test
  void endsWithItsUser() {
    ProjectImport one = started(sample(), null);
    afterReading = () -> imports.cancel(one.id(), now);
    CarryOutImports worker = worker();

    worker.run();

    assertThat(found(one).state()).isEqualTo(ImportState.CANCELLED);
    assertThat(rows.written()).isEmpty();
    assertThat(worker.doneImports()).isZero();
    assertThat(worker.failedImports()).isZero();
  }

  @Test
  void removesWhatItsUserHasForgottenWhileItWasWorkedOn() {
    ProjectImport one = started(sample(), null);
    AtomicInteger readings = new AtomicInteger();
    afterReading =
        () -> {
          // Points and objects were stored.
          if (readings.incrementAndGet() == 2) {
            imports.cancel(one.id(), now);
            imports.forget(one.id(), now);
            removeTraces();
            assertThat(points(one, 1)).as("not under his hands").isEqualTo(2);
          }
        };

    worker().run();

    assertThat(readings).hasValue(2);
    assertThat(imports.list(user, 9)).isEmpty();
    removeTraces();
    assertThat(points(one, 1)).isZero();
    assertThat(folder.resolve("objects")).isEmptyDirectory();
    assertThat(imports.removeBefore(Instant.MAX, 9)).as("the worker has done it").isZero();
  }

  @Test
  void leavesWhatLostItsBytesWhenItsUserEndedIt() {
    ProjectImport one = started(sample(), null);
    afterReading =
        () -> {
          imports.cancel(one.id(), now);
          imports.forget(one.id(), now);
          throw SignalboxException.of(ErrorCode.UPLOAD_NOT_FOUND);
        };
    CarryOutImports worker = worker();

    worker.run();

    assertThat(worker.failedImports()).isZero();
    assertThat(imports.removeBefore(Instant.MAX, 9)).as("the worker has done it").isZero();
  }

  @Test
  void goesOnInAnotherBackendWhenThisOneEnds() {
    ProjectImport one = started(sample(), null);
    CarryOutImports first = worker();
    afterReading = first::close;

    first.run();

    assertThat(found(one).state()).isEqualTo(ImportState.WAITING);
    first.run();
    assertThat(found(one).attempt()).as("it begins nothing any more").isEqualTo(1);

    afterReading = () -> {};
    worker().run();
    assertThat(found(one).state()).isEqualTo(ImportState.DONE);
    assertThat(found(one).attempt()).isEqualTo(2);
  }

  @Test
  void failsWithoutItsBytes() {
    ProjectImport one = started(sample(), null);
    imports.uploadGone(upload(one));

    worker().run();

    assertFailed(one, ErrorCode.UPLOAD_EXPIRED);
  }

  @Test
  void holdsALogAgainstTheHashThatItWasSealedWith() {
    String hash = SampleFile.hash(SampleFile.LINES.subList(0, 2));
    ProjectImport right = started(logged(hash, SampleFile.LINES.subList(0, 2)), null);
    ProjectImport wrong = started(logged("ef", SampleFile.LINES.subList(0, 2)), null);

    worker().run();

    assertThat(found(right).state()).isEqualTo(ImportState.DONE);
    assertThat(logs.find(log(right, 1)).orElseThrow().hash()).isEqualTo(hash);
    ProjectImport.Refusal refusal = assertFailed(wrong, ErrorCode.IMPORT_INVALID);
    assertThat(refusal.arguments())
        .containsEntry("entry", "logs/000002.jsonl.gz")
        .containsEntry("reason", "a log does not have the hash that it was sealed with");
  }

  @Test
  void holdsTheLinesOfALogAgainstItsLedger() {
    ProjectImport fewer = started(logged("ef", SampleFile.LINES.subList(0, 1)), null);
    ProjectImport disordered =
        started(logged("ef", List.of(SampleFile.LINES.get(1), SampleFile.LINES.get(0))), null);

    worker().run();

    assertThat(assertFailed(fewer, ErrorCode.IMPORT_INVALID).arguments())
        .containsEntry("reason", "the lines of a log are not those of its ledger");
    assertThat(assertFailed(disordered, ErrorCode.IMPORT_INVALID).arguments())
        .containsEntry("reason", "lines are not in the order of their numbers");
  }

  @Test
  void closesALogThatWasStillOpen() {
    LogAttempt sealed = SampleFile.LEDGER.attempt();
    LogAttempt open =
        new LogAttempt(
            sealed.id(),
            null,
            2,
            2,
            LineRanges.EMPTY,
            LineRanges.EMPTY,
            null,
            null,
            Seal.OPEN,
            null,
            null,
            sealed.levels(),
            null,
            null,
            null);
    ProjectImport one =
        started(
            file(writer -> {
              SampleFile.LINES.subList(0, 2).forEach(line -> writer.line(SampleFile.LOG, line));
              writer.ledger(new LogLedger(open, LineRanges.EMPTY));
              writer.finish(
                  new ProjectFileManifest(TransferCounts.NONE.with(0, 2, 0, 0), 0, List.of()));
            }),
            null);

    worker().run();

    LogAttempt closed = logs.find(log(one, 1)).orElseThrow();
    assertThat(closed.seal()).as("the repair of logs seals it").isEqualTo(Seal.REPAIRING);
    assertThat(closed.endedAt()).isEqualTo(SampleFile.EXPORTED);
  }

  @Test
  void storesNoObjectThatWasSpoiltWhereItComesFrom() {
    byte[] other = {1, 2, 3};
    ProjectImport one =
        started(
            file(writer -> {
              writer.list(List.of(SampleFile.TABLE_OBJECT));
              writer.object(
                  SampleFile.TABLE_OBJECT.name(), other.length, new ByteArrayInputStream(other));
              writer.finish(
                  new ProjectFileManifest(
                      TransferCounts.NONE.with(0, 0, 1, other.length),
                      0,
                      List.of(SampleFile.TABLE_OBJECT.name())));
            }),
            null);

    worker().run();

    assertThat(found(one).state()).isEqualTo(ImportState.DONE);
    assertThat(objects().open(key(one, 1))).isEmpty();
  }

  /** A file whose log has two lines, says its ledger. */
  private byte[] logged(String hash, List<LogLine> lines) {
    LogAttempt sealed = SampleFile.LEDGER.attempt();
    LogAttempt ledger =
        new LogAttempt(
            sealed.id(),
            null,
            2,
            2,
            LineRanges.EMPTY,
            LineRanges.EMPTY,
            null,
            SampleFile.EXPORTED,
            Seal.COMPLETE,
            SampleFile.EXPORTED,
            hash,
            sealed.levels(),
            null,
            null,
            null);
    return file(writer -> {
      lines.forEach(line -> writer.line(SampleFile.LOG, line));
      writer.ledger(new LogLedger(ledger, LineRanges.EMPTY));
      writer.finish(
          new ProjectFileManifest(TransferCounts.NONE.with(0, lines.size(), 0, 0), 0, List.of()));
    });
  }

  private byte[] file(Consumer<ProjectFileWriter> write) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProjectFileWriter writer =
        new TarProjectFiles(folder.resolve("spool")).begin(SampleFile.HEADER)) {
      writer.row("project", SampleFile.row("{}"));
      writer.moveTo(out);
      write.accept(writer);
    }
    return out.toByteArray();
  }

  private ProjectImport started(byte[] file, @Nullable String name) {
    UploadId upload = new UploadId(TestRuns.IDS.next());
    uploads.insert(
        new ResumableUpload(
            upload,
            null,
            user,
            "tariffs.signalbox.tar",
            "",
            file.length,
            file.length,
            null,
            null,
            null,
            now,
            now,
            now.plusSeconds(600)));
    uploadFiles.append(upload, 0, () -> new ByteArrayInputStream(file), Long.MAX_VALUE, null);
    ProjectImport one =
        ProjectImport.waiting(
            new ImportId(TestRuns.IDS.next()),
            user,
            upload,
            "tariffs.signalbox.tar",
            file.length,
            name,
            now);
    imports.insert(one);
    return one;
  }

  private void removeTraces() {
    new RemoveImportTraces(imports, metrics, removedLogs::add, objects(), () -> now).run();
  }

  private ProjectImport.Refusal assertFailed(ProjectImport one, ErrorCode code) {
    ProjectImport failed = found(one);
    assertThat(failed.state()).isEqualTo(ImportState.FAILED);
    assertThat(failed.project()).isNull();
    ProjectImport.Refusal refusal = Objects.requireNonNull(failed.refusal());
    assertThat(refusal.code()).isEqualTo(code);
    return refusal;
  }

  private ProjectImport found(ProjectImport one) {
    return imports.find(one.id()).orElseThrow();
  }

  private String nameOf(ProjectImport one) {
    ProjectId project = Objects.requireNonNull(found(one).project());
    return projects.find(project).orElseThrow().name();
  }

  private static Project project(String name) {
    return new Project(new ProjectId(TestRuns.IDS.next()), name, "", NOON);
  }

  private static UploadId upload(ProjectImport one) {
    return Objects.requireNonNull(one.upload());
  }

  private static RunId run(ProjectImport one, int attempt) {
    return new IdRenewal(one.id(), attempt).renew(SampleFile.RUN);
  }

  private static LogAttemptId log(ProjectImport one, int attempt) {
    return new LogAttemptId(LogId.of(run(one, attempt)), SampleFile.LOG.attempt());
  }

  private static String key(ProjectImport one, int attempt) {
    return new IdRenewal(one.id(), attempt).key(SampleFile.TABLE_OBJECT.name());
  }

  private int points(ProjectImport one, int attempt) {
    List<StoredPoint> points = metrics.after(run(one, attempt), MetricCursor.START, 9);
    return points.size();
  }

  private byte[] stored(ProjectImport one, int attempt, String name) {
    String key = new IdRenewal(one.id(), attempt).key(name);
    try (ObjectStore.StoredObject object = objects().open(key).orElseThrow()) {
      return object.content().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
