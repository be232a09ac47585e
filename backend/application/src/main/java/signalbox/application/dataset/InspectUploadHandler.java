package signalbox.application.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.error.Fault;
import signalbox.domain.identity.Principal;
import signalbox.domain.project.ProjectId;

/** Reads an upload as a table, without storing anything but its digest. */
public final class InspectUploadHandler implements Handler<InspectUpload, UploadTable> {
  private static final int MAX_LAST_VALUES = 1000;

  /** Reading every row of a large file takes a processor for a while. */
  private final Semaphore wholePlaces = new Semaphore(StoreTable.CHECKED_AT_ONCE, true);

  private final OwnUploads own;
  private final UploadRepository uploads;
  private final UploadFiles uploadFiles;
  private final TableFiles tables;
  private final DatasetCatalogue datasets;
  private final Transactions transactions;

  public InspectUploadHandler(
      OwnUploads own,
      UploadRepository uploads,
      UploadFiles uploadFiles,
      TableFiles tables,
      DatasetCatalogue datasets,
      Transactions transactions) {
    this.own = own;
    this.uploads = uploads;
    this.uploadFiles = uploadFiles;
    this.tables = tables;
    this.datasets = datasets;
    this.transactions = transactions;
  }

  @Override
  public UploadTable handle(Principal caller, InspectUpload query) {
    ResumableUpload upload = own.requireComplete(caller, query.upload());
    ProjectId project = OwnUploads.projectOf(upload);
    refuseInstance(upload);
    String digest = digest(upload, uploadFiles, uploads, transactions);
    @Nullable DatasetView same = datasets.findBySource(project, digest).orElse(null);
    if (!query.whole()) {
      return uploadFiles.read(upload.id(), upload.sizeBytes(), file -> read(file, query, same));
    }
    wholePlaces.acquireUninterruptibly();
    try {
      return uploadFiles.read(upload.id(), upload.sizeBytes(), file -> read(file, query, same));
    } finally {
      wholePlaces.release();
    }
  }

  /** It is known by its name alone; {@link StoreUpload} reads it. */
  private static void refuseInstance(ResumableUpload upload) {
    Optional<DatasetFormat> instance = DatasetFormat.ofInstance(upload.fileName());
    if (instance.isPresent()) {
      throw instance.get().notATable();
    }
  }

  /** The SHA-256 of all bytes; computed once. */
  static String digest(
      ResumableUpload upload,
      UploadFiles files,
      UploadRepository uploads,
      Transactions transactions) {
    String known = upload.sha256();
    if (known != null) {
      return known;
    }
    String digest = files.sha256(upload.id(), upload.sizeBytes());
    transactions.inTransaction(
        () -> uploads.lock(upload.id()).ifPresent(now -> uploads.update(now.hashed(digest))));
    return digest;
  }

  private UploadTable read(Path file, InspectUpload query, @Nullable DatasetView same) {
    Dialect asked = query.dialect();
    Dialect dialect = asked == null ? tables.guess(file) : asked;
    TableFiles.Extent extent = query.whole() ? TableFiles.Extent.WHOLE : TableFiles.Extent.SAMPLE;
    TypeFinder finder = new TypeFinder(dialect.decimal());
    tables.read(file, dialect, extent, finder);
    List<Column> found = finder.columns();
    boolean free = dialect.format() != SourceFormat.PARQUET;
    List<Column> columns = free ? StoreTable.chosen(found, query.types()) : found;
    Look look = new Look();
    TableFiles.RowSink sink = free ? new TypedRows(columns, dialect.decimal(), look) : look;
    boolean whole = tables.read(file, dialect, extent, sink);
    return new UploadTable(
        dialect,
        columns,
        found.stream().map(Column::type).toList(),
        new TablePreview(look.preview),
        look.rows,
        whole,
        look.faults.first(),
        look.faults.count(),
        TargetSuggestion.of(columns, look.rows, look.lastValues.size()),
        same);
  }

  /** Keeps the first rows and what is wrong. */
  private static final class Look implements TableFiles.RowSink {
    private final Faults faults = new Faults();
    private final List<List<@Nullable String>> preview = new ArrayList<>();
    private final Set<String> lastValues = new HashSet<>();
    private long rows;

    @Override
    public void header(List<String> names, List<ColumnType> declared) {}

    @Override
    public void row(long line, @Nullable String[] values) {
      rows++;
      @Nullable String last = values[values.length - 1];
      if (last != null && lastValues.size() < MAX_LAST_VALUES) {
        lastValues.add(TableProfiler.key(last));
      }
      if (preview.size() < TablePreview.MAX_ROWS) {
        preview.add(Arrays.stream(values).map(Look::cut).toList());
      }
    }

    @Override
    public void fault(Fault fault) {
      faults.add(fault);
    }

    private static @Nullable String cut(@Nullable String value) {
      return value == null || value.length() <= TablePreview.MAX_TEXT
          ? value
          : value.substring(0, TablePreview.MAX_TEXT) + "…";
    }
  }
}
