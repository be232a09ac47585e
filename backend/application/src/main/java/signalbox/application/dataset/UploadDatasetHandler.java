package signalbox.application.dataset;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Stores a table that comes in one request. Nothing is stored of one that is cut off. */
public final class UploadDatasetHandler implements Handler<UploadDataset, DatasetView> {
  private static final String OPERATION = "UploadDataset:";

  private final AccessPolicy access;
  private final UploadSpool spool;
  private final StoreTable store;
  private final DatasetCatalogue datasets;
  private final IdempotencyKeys keys;

  public UploadDatasetHandler(
      AccessPolicy access,
      UploadSpool spool,
      StoreTable store,
      DatasetCatalogue datasets,
      IdempotencyKeys keys) {
    this.access = access;
    this.spool = spool;
    this.store = store;
    this.datasets = datasets;
    this.keys = keys;
  }

  @Override
  public DatasetView handle(Principal caller, UploadDataset command) {
    access.requireRole(caller, command.project(), Role.EDITOR);
    try (UploadSpool.Spooled<Upload.Names> spooled = spool.receive(command.upload()::receive)) {
      byte[] fingerprint = HexFormat.of().parseHex(spooled.sha256());
      @Nullable String key = command.idempotencyKey();
      if (key != null) {
        Optional<UUID> earlier = keys.find(caller.userId(), operation(command), key, fingerprint);
        if (earlier.isPresent()) {
          return view(new DatasetId(earlier.get()));
        }
      }
      String fileName = spooled.answer().fileName();
      return view(
          store.store(
              caller,
              new StoreTable.Received(
                  spooled.file(),
                  fileName == null ? "" : fileName,
                  spooled.sizeBytes(),
                  spooled.sha256()),
              StoreTable.Wish.plain(command.project(), spooled.answer().name()),
              made -> claim(caller, command, fingerprint, made)));
    }
  }

  private Optional<DatasetId> claim(
      Principal caller, UploadDataset command, byte[] fingerprint, DatasetId made) {
    @Nullable String key = command.idempotencyKey();
    if (key == null) {
      return Optional.empty();
    }
    return keys.claim(caller.userId(), operation(command), key, fingerprint, made.value())
        .map(DatasetId::new);
  }

  private DatasetView view(DatasetId id) {
    return datasets.findView(id).orElseThrow(() -> VisibleDatasets.missing(id));
  }

  private static String operation(UploadDataset command) {
    return OPERATION + command.project();
  }
}
