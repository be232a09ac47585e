package signalbox.application.transfer;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.OwnUploads;
import signalbox.application.dataset.UploadRepository;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.project.Project;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ProjectImport;

/** Notes an import; {@link CarryOutImports} carries it out. */
public final class StartImportHandler implements Handler<StartImport, ImportView> {
  private final OwnUploads own;
  private final Ports ports;
  private final Transactions transactions;
  private final Runnable wake;
  private final IdGenerator ids;
  private final InstantSource clock;

  /** What is read and written. */
  public record Ports(UploadRepository uploads, ImportRepository imports, ImportedRows rows) {}

  /**
   * @param wake has the imports looked at that wait
   */
  public StartImportHandler(
      OwnUploads own,
      Ports ports,
      Transactions transactions,
      Runnable wake,
      IdGenerator ids,
      InstantSource clock) {
    this.own = own;
    this.ports = ports;
    this.transactions = transactions;
    this.wake = wake;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public ImportView handle(Principal caller, StartImport command) {
    ResumableUpload upload = own.requireComplete(caller, command.upload());
    if (!upload.ofProjectFile()) {
      throw OwnUploads.missing(upload.id());
    }
    String name = name(command.name());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ProjectImport started =
        transactions.inTransaction(() -> {
          // Of two who start it at once, the second one finds what the first one has noted.
          ResumableUpload locked =
              ports.uploads().lock(upload.id()).orElseThrow(() -> OwnUploads.missing(upload.id()));
          Optional<ProjectImport> earlier = ports.imports().findByUpload(upload.id());
          if (earlier.isPresent()) {
            return earlier.get();
          }
          if (name != null && ports.rows().nameTaken(name)) {
            throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name");
          }
          ProjectImport fresh =
              ProjectImport.waiting(
                  new ImportId(ids.next()),
                  caller.userId(),
                  upload.id(),
                  upload.fileName(),
                  upload.sizeBytes(),
                  name,
                  now);
          ports.imports().insert(fresh);
          ports.uploads().update(locked.kept(now));
          transactions.afterCommit(wake);
          return fresh;
        });
    return ImportView.of(started, now);
  }

  private static @Nullable String name(@Nullable String wished) {
    if (wished == null) {
      return null;
    }
    String name = wished.strip();
    if (name.isEmpty() || name.length() > Project.MAX_NAME_LENGTH) {
      throw SignalboxException.invalid(
          "name", "must have 1 to " + Project.MAX_NAME_LENGTH + " characters");
    }
    return name;
  }
}
