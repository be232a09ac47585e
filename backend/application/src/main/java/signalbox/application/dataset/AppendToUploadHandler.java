package signalbox.application.dataset;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;

/**
 * Appends bytes to an upload. The bytes are on the disk before they are counted, and the count is
 * in the database before it is told; what a cut connection brought is kept.
 */
public final class AppendToUploadHandler implements Handler<AppendToUpload, ResumableUpload> {
  private final OwnUploads own;
  private final UploadRepository uploads;
  private final UploadFiles files;
  private final UploadLocks locks;
  private final InstantSource clock;
  private final Transactions transactions;

  public AppendToUploadHandler(
      OwnUploads own,
      UploadRepository uploads,
      UploadFiles files,
      UploadLocks locks,
      InstantSource clock,
      Transactions transactions) {
    this.own = own;
    this.uploads = uploads;
    this.files = files;
    this.locks = locks;
    this.clock = clock;
    this.transactions = transactions;
  }

  @Override
  public ResumableUpload handle(Principal caller, AppendToUpload command) {
    own.require(caller, command.upload());
    try (UploadLocks.Lock _ = locks.acquire(command.upload())) {
      ResumableUpload upload = own.require(caller, command.upload());
      requireOffset(upload, command.offset());
      UploadFiles.Appended appended =
          files.append(
              upload.id(),
              command.offset(),
              command.source(),
              upload.sizeBytes() - upload.bytesThere(),
              command.checksum());
      return switch (appended) {
        case UploadFiles.Appended.Stored stored -> count(upload, stored.bytes());
        case UploadFiles.Appended.Broken broken -> {
          count(upload, broken.bytes());
          throw SignalboxException.of(ErrorCode.REQUEST_INCOMPLETE).causedBy(broken.cause());
        }
        case UploadFiles.Appended.Mismatch _ ->
            throw SignalboxException.of(ErrorCode.UPLOAD_CHECKSUM);
        case UploadFiles.Appended.TooMany _ ->
            throw SignalboxException.of(ErrorCode.REQUEST_TOO_LARGE)
                .safe("limit", upload.sizeBytes() + " bytes, which the upload was announced with");
      };
    }
  }

  private ResumableUpload count(ResumableUpload upload, long bytes) {
    if (bytes == 0) {
      return upload;
    }
    ResumableUpload advanced =
        upload.advanced(
            upload.bytesThere() + bytes, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    transactions.inTransaction(() -> {
      // Not even on a file system whose locks lock nobody out is a piece counted over another one.
      ResumableUpload now =
          uploads.lock(upload.id()).orElseThrow(() -> OwnUploads.missing(upload.id()));
      requireOffset(now, upload.bytesThere());
      uploads.update(advanced);
    });
    return advanced;
  }

  private static void requireOffset(ResumableUpload upload, long offset) {
    if (upload.bytesThere() != offset) {
      throw SignalboxException.of(ErrorCode.UPLOAD_OFFSET)
          .safe("expected", upload.bytesThere())
          .safe("actual", offset);
    }
  }
}
