package signalbox.application.dataset;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.DatasetSource;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.project.ProjectId;

/**
 * Makes a dataset of a file: reads every row, stores the bytes, and then the row that makes them a
 * dataset. Nothing is stored of a table that is refused.
 *
 * <p>Bytes that ML services read as they are are stored as they are. Of all others, and of a file
 * of which rows were left out, a copy in plain CSV becomes the dataset, and the uploaded bytes are
 * kept beside it. An instance of an optimisation problem is stored as it came. Thread-safe.
 */
public final class StoreTable {
  /** What is known of a table takes up to some tens of MiB until it is stored. */
  static final int CHECKED_AT_ONCE = 2;

  private static final int MAX_NAME_LENGTH = 200;

  private final Ports ports;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final Transactions transactions;
  private final Semaphore places = new Semaphore(CHECKED_AT_ONCE, true);

  /** What a table passes through. */
  public record Ports(
      TableFiles files,
      InstanceFiles instances,
      TableCopies copies,
      ObjectStore objects,
      TableSamples samples,
      RowPages pages,
      DatasetCatalogue datasets) {}

  /** A file on the local disk. */
  record Received(Path file, String fileName, long sizeBytes, String sha256) {}

  /**
   * What is to be made of it.
   *
   * @param name null for that of the file
   * @param versionOf any version of the dataset whose next version it becomes; null for a new one
   * @param dialect null: as nobody looks at it, only as UTF-8
   * @param types replace those that are found
   * @param target null for the most likely one
   * @param skipBadRows false refuses the file for a single one
   */
  record Wish(
      ProjectId project,
      @Nullable String name,
      @Nullable Dataset versionOf,
      @Nullable Dialect dialect,
      Map<String, ColumnType> types,
      @Nullable String target,
      boolean skipBadRows) {
    static Wish plain(ProjectId project, @Nullable String name) {
      return new Wish(project, name, null, null, Map.of(), null, false);
    }
  }

  /** Decides in the transaction that makes the dataset whether another one is there already. */
  @FunctionalInterface
  interface Claim {
    Optional<DatasetId> earlier(DatasetId made);
  }

  public StoreTable(Ports ports, IdGenerator ids, InstantSource clock, Transactions transactions) {
    this.ports = ports;
    this.ids = ids;
    this.clock = clock;
    this.transactions = transactions;
  }

  /** Waits for a place first; see {@link #CHECKED_AT_ONCE}. */
  DatasetId store(Principal caller, Received received, Wish wish, Claim claim) {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SignalboxException.of(ErrorCode.SYSTEM_UNAVAILABLE).causedBy(e);
    }
    try {
      Optional<DatasetFormat> instance = DatasetFormat.ofInstance(received.fileName());
      requireSameKind(wish.versionOf(), instance.isPresent());
      if (instance.isPresent()) {
        return storeInstance(caller, received, wish, claim, instance.get());
      }
      try (RowPages.Draft pages = ports.pages().begin();
          TableCopies.Copy copy = ports.copies().begin()) {
        return store(caller, received, wish, claim, pages, copy);
      }
    } finally {
      places.release();
    }
  }

  /** A name is that of tables or that of instances: whoever refers to it relies on that. */
  private static void requireSameKind(@Nullable Dataset base, boolean instance) {
    if (base != null && base.format().instance() != instance) {
      throw SignalboxException.invalid(
          "versionOf",
          instance
              ? "is a table; an instance cannot be its next version"
              : "is an instance; a table cannot be its next version");
    }
  }

  private DatasetId storeInstance(
      Principal caller, Received received, Wish wish, Claim claim, DatasetFormat format) {
    refuseChoices(wish);
    Faults faults = new Faults();
    InstanceModel model = ports.instances().read(received.file(), format, faults::add);
    faults.throwIfAny();
    Long constraints = model.constraints();
    DatasetId id = new DatasetId(ids.next());
    Dataset dataset =
        new Dataset(
            id,
            wish.project(),
            id,
            1,
            name(wish.name(), received.fileName(), format),
            "",
            format,
            null,
            "datasets/" + id + "/" + received.sha256(),
            received.sizeBytes(),
            received.sha256(),
            constraints == null ? 0 : constraints,
            List.of(),
            new DatasetSource(
                received.fileName(), received.sizeBytes(), received.sha256(), null, null, 0),
            model,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            caller.userId());
    boolean kept = false;
    try {
      ports.objects().put(dataset.objectKey(), received.file(), contentType(format));
      DatasetId made =
          insert(dataset, wish, TablePreview.NONE, TableProfile.NONE, DatasetFacts.NONE, claim);
      kept = made.equals(id);
      return made;
    } finally {
      if (!kept) {
        forget(dataset, ports.objects(), ports.samples(), ports.pages());
      }
    }
  }

  private static void refuseChoices(Wish wish) {
    refuseIf(wish.dialect() != null, "dialect");
    refuseIf(!wish.types().isEmpty(), "types");
    refuseIf(wish.target() != null, "target");
    refuseIf(wish.skipBadRows(), "badRows");
  }

  private static void refuseIf(boolean chosen, String field) {
    if (chosen) {
      throw SignalboxException.invalid(field, "is only for tables, not for an instance");
    }
  }

  private DatasetId store(
      Principal caller,
      Received received,
      Wish wish,
      Claim claim,
      RowPages.Draft pages,
      TableCopies.Copy copy) {
    Dialect asked = wish.dialect();
    Dialect dialect = asked == null ? ports.files().plain(received.file()) : asked;
    Faults faults = new Faults();
    TableProfiler profiler = new TableProfiler();
    boolean mayCopy =
        dialect.format() != SourceFormat.PARQUET
            && (!dialect.plain() || wish.skipBadRows() || !wish.types().isEmpty());
    List<TableFiles.RowSink> takers = new ArrayList<>(List.of(profiler, pages));
    if (mayCopy) {
      takers.add(copy);
    }
    TableFiles.RowSink sink = new RowFan(takers, faults, asked == null);
    sink = typed(received.file(), dialect, wish.types(), sink);
    ports.files().read(received.file(), dialect, TableFiles.Extent.WHOLE, sink);
    if (!wish.skipBadRows()) {
      faults.throwIfAny();
    }
    if (profiler.rows() == 0) {
      faults.throwIfAny();
      throw SignalboxException.of(ErrorCode.DATASET_NO_ROWS);
    }
    boolean copied = mayCopy && (!dialect.plain() || faults.count() > 0 || rewritten(wish.types()));
    DatasetId id = new DatasetId(ids.next());
    Stored stored =
        copied
            ? Stored.copy(id, copy.finish(), received)
            : Stored.asUploaded(id, received, dialect);
    Dataset dataset =
        dataset(caller, id, wish, received, dialect, stored, profiler, faults.count());
    TableProfile profile = profiler.profile();
    TableSample sample = profiler.sample();
    DatasetFacts facts = facts(wish, dataset, profile, sample, faults);
    boolean kept = false;
    try {
      put(stored, received, dialect);
      ports.samples().save(dataset.objectKey(), sample);
      pages.save(dataset.objectKey());
      DatasetId made = insert(dataset, wish, profiler.preview(), profile, facts, claim);
      kept = made.equals(id);
      return made;
    } finally {
      if (!kept) {
        forget(dataset, ports.objects(), ports.samples(), ports.pages());
      }
    }
  }

  /** Removes everything that lies in the object store for a dataset. */
  static void forget(Dataset dataset, ObjectStore objects, TableSamples samples, RowPages pages) {
    objects.delete(dataset.objectKey());
    samples.delete(dataset.objectKey());
    pages.delete(dataset.objectKey());
    DatasetSource source = dataset.source();
    String original = source == null ? null : source.objectKey();
    if (original != null) {
      objects.delete(original);
    }
  }

  /** Where the types matter for how values are read they are found first, over the whole file. */
  private TableFiles.RowSink typed(
      Path file, Dialect dialect, Map<String, ColumnType> types, TableFiles.RowSink sink) {
    if (dialect.format() == SourceFormat.PARQUET || (dialect.decimal() == '.' && types.isEmpty())) {
      return sink;
    }
    TypeFinder finder = new TypeFinder(dialect.decimal());
    ports.files().read(file, dialect, TableFiles.Extent.WHOLE, finder);
    return new TypedRows(chosen(finder.columns(), types), dialect.decimal(), sink);
  }

  /**
   * @throws SignalboxException {@code request.invalid} for a column that the table does not have
   */
  static List<Column> chosen(List<Column> found, Map<String, ColumnType> types) {
    for (String name : types.keySet()) {
      if (found.stream().noneMatch(column -> column.name().equals(name))) {
        throw SignalboxException.invalid("types", "there is no column " + name);
      }
    }
    return found.stream()
        .map(column -> new Column(column.name(), types.getOrDefault(column.name(), column.type())))
        .toList();
  }

  /** Only true and false have more than one way to be written; of the others the text is kept. */
  private static boolean rewritten(Map<String, ColumnType> types) {
    return types.containsValue(ColumnType.BOOLEAN);
  }

  private record Stored(
      String objectKey,
      DatasetFormat format,
      @Nullable String delimiter,
      long sizeBytes,
      String sha256,
      @Nullable Path file,
      @Nullable String originalKey) {
    static Stored copy(DatasetId id, TableCopies.Finished copy, Received received) {
      return new Stored(
          "datasets/" + id + "/" + copy.sha256(),
          DatasetFormat.CSV,
          ",",
          copy.sizeBytes(),
          copy.sha256(),
          copy.file(),
          "datasets/" + id + "/" + received.sha256() + ".original");
    }

    static Stored asUploaded(DatasetId id, Received received, Dialect dialect) {
      return new Stored(
          "datasets/" + id + "/" + received.sha256(),
          dialect.format() == SourceFormat.PARQUET ? DatasetFormat.PARQUET : DatasetFormat.CSV,
          dialect.delimiter(),
          received.sizeBytes(),
          received.sha256(),
          null,
          null);
    }
  }

  private void put(Stored stored, Received received, Dialect dialect) {
    Path copy = stored.file();
    String original = stored.originalKey();
    ports
        .objects()
        .put(
            stored.objectKey(),
            copy == null ? received.file() : copy,
            contentType(stored.format()));
    if (original != null) {
      ports.objects().put(original, received.file(), contentType(dialect.format()));
    }
  }

  private Dataset dataset(
      Principal caller,
      DatasetId id,
      Wish wish,
      Received received,
      Dialect dialect,
      Stored stored,
      TableProfiler profiler,
      long skipped) {
    return new Dataset(
        id,
        wish.project(),
        id,
        1,
        name(wish.name(), received.fileName(), stored.format()),
        "",
        stored.format(),
        stored.delimiter(),
        stored.objectKey(),
        stored.sizeBytes(),
        stored.sha256(),
        profiler.rows(),
        profiler.columns(),
        new DatasetSource(
            received.fileName(),
            received.sizeBytes(),
            received.sha256(),
            stored.originalKey(),
            dialect,
            skipped),
        null,
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        caller.userId());
  }

  private static DatasetFacts facts(
      Wish wish, Dataset dataset, TableProfile profile, TableSample sample, Faults faults) {
    String wished = wish.target();
    if (wished != null && dataset.column(wished).isEmpty()) {
      throw SignalboxException.invalid("target", "there is no such column");
    }
    String target =
        wished == null
            ? TargetSuggestion.of(
                dataset.columns(), dataset.rows(), profile.columns().getLast().distinct())
            : wished;
    double cells = (double) profile.rows() * profile.columns().size();
    long missing = profile.columns().stream().mapToLong(TableProfile.ColumnProfile::missing).sum();
    double repeated =
        profile.duplicateRowsOf() == 0
            ? 0
            : (double) profile.duplicateRows() / profile.duplicateRowsOf();
    int index = target == null ? -1 : SampledTargetChecks.indexOf(profile, target);
    if (index < 0 || profile.columns().get(index).distinct() < 2) {
      return new DatasetFacts(
          wished, null, new DatasetQuality(missing / cells, repeated, List.of()), faults.first());
    }
    TargetCheck check = SampledTargetChecks.evaluate(profile, sample, index);
    List<String> leaking =
        check.warnings().stream()
            .filter(warning -> warning.code() == TargetCheck.WarningCode.LEAKAGE)
            .map(warning -> String.valueOf(warning.column()))
            .toList();
    return new DatasetFacts(
        target,
        check.task(),
        new DatasetQuality(missing / cells, repeated, leaking),
        faults.first());
  }

  private DatasetId insert(
      Dataset dataset,
      Wish wish,
      TablePreview preview,
      TableProfile profile,
      DatasetFacts facts,
      Claim claim) {
    return transactions.inTransaction(() -> {
      Optional<DatasetId> earlier = claim.earlier(dataset.id());
      if (earlier.isPresent()) {
        return earlier.get();
      }
      Dataset base = wish.versionOf();
      Dataset inserted = base == null ? dataset : nextVersion(dataset, base);
      ports.datasets().insert(inserted, preview, profile, facts);
      return dataset.id();
    });
  }

  private Dataset nextVersion(Dataset dataset, Dataset base) {
    Dataset newest =
        ports
            .datasets()
            .lockNewest(base.family())
            .orElseThrow(() -> VisibleDatasets.missing(base.id()));
    return dataset.asVersion(newest);
  }

  private static String name(@Nullable String wished, String fileName, DatasetFormat format) {
    String name = wished;
    if (name == null || name.isBlank()) {
      name = fileName.substring(fileName.replace('\\', '/').lastIndexOf('/') + 1);
    }
    String plain = name.replaceAll("\\p{Cntrl}", "").strip();
    if (plain.isEmpty()) {
      plain =
          switch (format) {
            case CSV -> "table.csv";
            case PARQUET -> "table.parquet";
            case MPS, LP, CPSAT -> "instance";
          };
    }
    return plain.length() > MAX_NAME_LENGTH ? plain.substring(0, MAX_NAME_LENGTH) : plain;
  }

  /** The media type of stored bytes. */
  public static String contentType(DatasetFormat format) {
    return switch (format) {
      case CSV -> "text/csv";
      case PARQUET -> "application/vnd.apache.parquet";
      case MPS, LP, CPSAT -> "application/octet-stream";
    };
  }

  private static String contentType(SourceFormat format) {
    return switch (format) {
      case CSV -> "text/csv";
      case PARQUET -> "application/vnd.apache.parquet";
      case JSONL, XLSX -> "application/octet-stream";
    };
  }
}
