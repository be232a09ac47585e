package signalbox.application.dataset;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.ProjectId;

/** Starts an upload, if the file may be that large, has room, and the user has not too many. */
public final class CreateUploadHandler implements Handler<CreateUpload, ResumableUpload> {
  /** Of one user, in all projects. */
  public static final int MAX_OPEN = 20;

  private static final int MAX_TEXT = 500;
  private static final long GIB = 1L << 30;

  private final AccessPolicy access;
  private final UploadRepository uploads;
  private final UploadFiles files;
  private final long mostOfProjectFile;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final Transactions transactions;

  /**
   * @param mostOfProjectFile bytes of the largest file of a project
   */
  public CreateUploadHandler(
      AccessPolicy access,
      UploadRepository uploads,
      UploadFiles files,
      long mostOfProjectFile,
      IdGenerator ids,
      InstantSource clock,
      Transactions transactions) {
    this.access = access;
    this.uploads = uploads;
    this.files = files;
    this.mostOfProjectFile = mostOfProjectFile;
    this.ids = ids;
    this.clock = clock;
    this.transactions = transactions;
  }

  @Override
  public ResumableUpload handle(Principal caller, CreateUpload command) {
    ProjectId project = command.project();
    if (project != null) {
      access.requireRole(caller, project, Role.EDITOR);
    }
    if (command.sizeBytes() < 0) {
      throw SignalboxException.invalid("Upload-Length", "is required");
    }
    long most = project == null ? mostOfProjectFile : UploadSpool.MAX_BYTES;
    if (command.sizeBytes() > most) {
      throw SignalboxException.of(ErrorCode.REQUEST_TOO_LARGE).safe("limit", most / GIB + " GiB");
    }
    String fileName = command.fileName().replaceAll("\\p{Cntrl}", "").strip();
    if (fileName.isEmpty() || fileName.length() > MAX_TEXT) {
      throw SignalboxException.invalid("filename", "must be 1 to 500 characters");
    }
    if (command.fingerprint().length() > MAX_TEXT) {
      throw SignalboxException.invalid("fingerprint", "must be at most 500 characters");
    }
    if (!files.hasRoom(command.sizeBytes())) {
      throw SignalboxException.of(ErrorCode.UPLOAD_NO_SPACE).safe("size", command.sizeBytes());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ResumableUpload upload =
        new ResumableUpload(
            new UploadId(ids.next()),
            project,
            caller.userId(),
            fileName,
            command.fingerprint(),
            command.sizeBytes(),
            0,
            null,
            null,
            null,
            now,
            now,
            now.plus(ResumableUpload.KEPT));
    transactions.inTransaction(() -> {
      if (uploads.countOpen(caller.userId()) >= MAX_OPEN) {
        throw SignalboxException.of(ErrorCode.UPLOAD_TOO_MANY).safe("limit", MAX_OPEN);
      }
      uploads.insert(upload);
    });
    return upload;
  }
}
