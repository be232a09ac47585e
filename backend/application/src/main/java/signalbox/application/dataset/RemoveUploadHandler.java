package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.identity.Principal;

/** Ends an upload: first the row, then the bytes. */
public final class RemoveUploadHandler implements Handler<RemoveUpload, Boolean> {
  private final OwnUploads own;
  private final UploadRepository uploads;
  private final UploadFiles files;
  private final UploadLocks locks;
  private final Transactions transactions;

  public RemoveUploadHandler(
      OwnUploads own,
      UploadRepository uploads,
      UploadFiles files,
      UploadLocks locks,
      Transactions transactions) {
    this.own = own;
    this.uploads = uploads;
    this.files = files;
    this.locks = locks;
    this.transactions = transactions;
  }

  @Override
  public Boolean handle(Principal caller, RemoveUpload command) {
    ResumableUpload upload = own.require(caller, command.upload());
    try (UploadLocks.Lock _ = locks.acquire(upload.id())) {
      transactions.inTransaction(() -> uploads.delete(upload.id()));
      files.delete(upload.id());
    }
    return true;
  }
}
