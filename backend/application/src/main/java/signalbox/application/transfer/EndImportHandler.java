package signalbox.application.transfer;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.application.dataset.UploadFiles;
import signalbox.application.dataset.UploadRepository;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.Principal;
import signalbox.domain.transfer.ProjectImport;

/** Ends an import: its upload goes at once, what it has stored a moment later. */
public final class EndImportHandler implements Handler<EndImport, Boolean> {
  private final OwnImports own;
  private final ImportRepository imports;
  private final UploadRepository uploads;
  private final UploadFiles files;
  private final Transactions transactions;
  private final InstantSource clock;

  public EndImportHandler(
      OwnImports own,
      ImportRepository imports,
      UploadRepository uploads,
      UploadFiles files,
      Transactions transactions,
      InstantSource clock) {
    this.own = own;
    this.imports = imports;
    this.uploads = uploads;
    this.files = files;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Boolean handle(Principal caller, EndImport command) {
    ProjectImport known = own.require(caller, command.id());
    if (!known.state().active()) {
      transactions.inTransaction(() -> imports.forget(known.id(), clock.instant()));
      return true;
    }
    UploadId upload = known.upload();
    boolean ended =
        transactions.inTransaction(() -> {
          // It may have become a project in this very moment; then that stays.
          boolean mine = imports.cancel(known.id(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
          if (mine && upload != null) {
            uploads.delete(upload);
          }
          return mine;
        });
    if (ended && upload != null) {
      files.delete(upload);
    }
    return ended;
  }
}
