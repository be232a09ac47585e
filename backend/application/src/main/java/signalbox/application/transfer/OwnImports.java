package signalbox.application.transfer;

import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ProjectImport;

/** Finds imports for those who started them; nobody else learns that there are any. Thread-safe. */
public final class OwnImports {
  private final ImportRepository imports;

  public OwnImports(ImportRepository imports) {
    this.imports = imports;
  }

  /**
   * @throws SignalboxException {@code import.not_found} for everybody else's as well
   */
  ProjectImport require(Principal caller, ImportId id) {
    return imports
        .find(id)
        .filter(found -> found.userId().equals(caller.userId()))
        .orElseThrow(() -> SignalboxException.of(ErrorCode.IMPORT_NOT_FOUND).safe("id", id));
  }
}
