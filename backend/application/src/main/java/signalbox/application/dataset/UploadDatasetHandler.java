package signalbox.application.dataset;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/**
 * Stores a table: receives it, reads every row, stores the bytes, and then the row that makes them
 * a dataset. Nothing is stored of a table that is refused or cut off.
 */
public final class UploadDatasetHandler implements Handler<UploadDataset, DatasetView> {
  /** What is known of a table takes up to some tens of MiB until it is stored. */
  static final int CHECKED_AT_ONCE = 2;

  private static final int MAX_NAME_LENGTH = 200;
  private static final String OPERATION = "UploadDataset:";

  private final AccessPolicy access;
  private final Ports ports;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final Transactions transactions;
  private final Semaphore places = new Semaphore(CHECKED_AT_ONCE, true);

  /** What an upload passes through. */
  public record Ports(
      UploadSpool spool,
      TableFiles files,
      ObjectStore objects,
      TableSamples samples,
      DatasetCatalogue datasets,
      IdempotencyKeys keys) {}

  public UploadDatasetHandler(
      AccessPolicy access,
      Ports ports,
      IdGenerator ids,
      InstantSource clock,
      Transactions transactions) {
    this.access = access;
    this.ports = ports;
    this.ids = ids;
    this.clock = clock;
    this.transactions = transactions;
  }

  @Override
  public DatasetView handle(Principal caller, UploadDataset command) {
    access.requireRole(caller, command.project(), Role.EDITOR);
    try (UploadSpool.Spooled<Upload.Names> spooled =
        ports.spool().receive(command.upload()::receive)) {
      byte[] fingerprint = HexFormat.of().parseHex(spooled.sha256());
      @Nullable String key = command.idempotencyKey();
      if (key != null) {
        Optional<UUID> earlier =
            ports.keys().find(caller.userId(), operation(command), key, fingerprint);
        if (earlier.isPresent()) {
          return view(new DatasetId(earlier.get()));
        }
      }
      acquirePlace();
      try {
        return view(store(caller, command, spooled, fingerprint));
      } finally {
        places.release();
      }
    }
  }

  private DatasetId store(
      Principal caller,
      UploadDataset command,
      UploadSpool.Spooled<Upload.Names> spooled,
      byte[] fingerprint) {
    TableProfiler profiler = new TableProfiler();
    TableFiles.Layout layout = ports.files().read(spooled.file(), profiler);
    if (profiler.rows() == 0) {
      throw SignalboxException.of(ErrorCode.DATASET_NO_ROWS);
    }
    DatasetId id = new DatasetId(ids.next());
    Dataset dataset =
        new Dataset(
            id,
            command.project(),
            name(spooled.answer(), layout.format()),
            layout.format(),
            layout.delimiter(),
            "datasets/" + id + "/" + spooled.sha256(),
            spooled.sizeBytes(),
            spooled.sha256(),
            profiler.rows(),
            profiler.columns(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            caller.userId());
    boolean stored = false;
    try {
      ports.objects().put(dataset.objectKey(), spooled.file(), contentType(layout.format()));
      ports.samples().save(dataset.objectKey(), profiler.sample());
      DatasetId kept = insert(caller, command, dataset, profiler, fingerprint);
      stored = kept.equals(id);
      return kept;
    } finally {
      if (!stored) {
        ports.objects().delete(dataset.objectKey());
        ports.samples().delete(dataset.objectKey());
      }
    }
  }

  private DatasetId insert(
      Principal caller,
      UploadDataset command,
      Dataset dataset,
      TableProfiler profiler,
      byte[] fingerprint) {
    TableProfile profile = profiler.profile();
    TablePreview preview = profiler.preview();
    return transactions.inTransaction(() -> {
      @Nullable String key = command.idempotencyKey();
      if (key != null) {
        Optional<UUID> earlier =
            ports
                .keys()
                .claim(caller.userId(), operation(command), key, fingerprint, dataset.id().value());
        if (earlier.isPresent()) {
          return new DatasetId(earlier.get());
        }
      }
      ports.datasets().insert(dataset, preview, profile);
      return dataset.id();
    });
  }

  private void acquirePlace() {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SignalboxException.of(ErrorCode.SYSTEM_UNAVAILABLE).causedBy(e);
    }
  }

  private DatasetView view(DatasetId id) {
    return ports.datasets().findView(id).orElseThrow(() -> VisibleDatasets.missing(id));
  }

  private static String operation(UploadDataset command) {
    return OPERATION + command.project();
  }

  private static String name(Upload.Names names, DatasetFormat format) {
    String name = names.name();
    if (name == null || name.isBlank()) {
      String file = names.fileName();
      name = file == null ? "" : file.substring(file.replace('\\', '/').lastIndexOf('/') + 1);
    }
    String plain = name.replaceAll("\\p{Cntrl}", "").strip();
    if (plain.isEmpty()) {
      plain = format == DatasetFormat.CSV ? "table.csv" : "table.parquet";
    }
    return plain.length() > MAX_NAME_LENGTH ? plain.substring(0, MAX_NAME_LENGTH) : plain;
  }

  /** The media type of stored bytes. */
  public static String contentType(DatasetFormat format) {
    return switch (format) {
      case CSV -> "text/csv";
      case PARQUET -> "application/vnd.apache.parquet";
    };
  }
}
