package signalbox.application.transfer;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Lists imports, newest first. */
public final class ListImportsHandler implements Handler<ListImports, List<ImportView>> {
  static final int MOST_LISTED = 50;

  private final ImportRepository imports;
  private final InstantSource clock;

  public ListImportsHandler(ImportRepository imports, InstantSource clock) {
    this.imports = imports;
    this.clock = clock;
  }

  @Override
  public List<ImportView> handle(Principal caller, ListImports query) {
    Instant now = clock.instant();
    return imports.list(caller.userId(), MOST_LISTED).stream()
        .map(item -> ImportView.of(item, now))
        .toList();
  }
}
