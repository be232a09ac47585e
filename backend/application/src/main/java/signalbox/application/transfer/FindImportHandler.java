package signalbox.application.transfer;

import java.time.InstantSource;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Finds an import. */
public final class FindImportHandler implements Handler<FindImport, ImportView> {
  private final OwnImports own;
  private final InstantSource clock;

  public FindImportHandler(OwnImports own, InstantSource clock) {
    this.own = own;
    this.clock = clock;
  }

  @Override
  public ImportView handle(Principal caller, FindImport query) {
    return ImportView.of(own.require(caller, query.id()), clock.instant());
  }
}
