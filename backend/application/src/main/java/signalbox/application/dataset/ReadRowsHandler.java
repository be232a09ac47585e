package signalbox.application.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.Handler;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/**
 * Shows stored rows from a place on. One request looks at a bounded number of rows; who filters for
 * something rare goes on from where it ended. A dataset that was stored before its rows were kept
 * in pages gets them when it is first looked at.
 */
public final class ReadRowsHandler implements Handler<ReadRows, RowsView> {
  /** Rows looked at for one request. */
  static final long MAX_LOOKED = 200_000;

  static final int MAX_CHARS = 2 * 1024 * 1024;

  private final VisibleDatasets visible;
  private final RowPages pages;
  private final ObjectStore objects;
  private final UploadSpool spool;
  private final TableFiles files;
  private final Semaphore building = new Semaphore(1, true);

  public ReadRowsHandler(
      VisibleDatasets visible,
      RowPages pages,
      ObjectStore objects,
      UploadSpool spool,
      TableFiles files) {
    this.visible = visible;
    this.pages = pages;
    this.objects = objects;
    this.spool = spool;
    this.files = files;
  }

  @Override
  public RowsView handle(Principal caller, ReadRows query) {
    Dataset dataset = visible.requireTable(caller, query.dataset(), Role.VIEWER);
    RowMatch match = new RowMatch(query.filter(), dataset);
    if (!pages.contains(dataset.objectKey())) {
      build(dataset);
    }
    List<RowsView.Row> rows = new ArrayList<>();
    long[] looked = new long[2];
    long next =
        query.from() >= dataset.rows()
            ? dataset.rows()
            : pages.read(
                dataset.objectKey(),
                query.from(),
                (number, values) -> {
                  if (match.matches(values)) {
                    RowsView.Row row = new RowsView.Row(number, cut(values));
                    rows.add(row);
                    looked[1] += chars(row);
                  }
                  looked[0]++;
                  return rows.size() < query.limit()
                      && looked[0] < MAX_LOOKED
                      && looked[1] < MAX_CHARS;
                });
    return new RowsView(dataset, rows, next < dataset.rows() ? next : null);
  }

  private static List<@Nullable String> cut(List<@Nullable String> values) {
    List<@Nullable String> cut = new ArrayList<>(values.size());
    for (@Nullable String value : values) {
      cut.add(
          value == null || value.length() <= TablePreview.MAX_TEXT
              ? value
              : value.substring(0, TablePreview.MAX_TEXT) + "…");
    }
    return cut;
  }

  private static long chars(RowsView.Row row) {
    long chars = 0;
    for (@Nullable String value : row.values()) {
      chars += value == null ? 4 : value.length() + 3L;
    }
    return chars;
  }

  private void build(Dataset dataset) {
    building.acquireUninterruptibly();
    try {
      if (pages.contains(dataset.objectKey())) {
        return;
      }
      ObjectStore.StoredObject object =
          objects
              .open(dataset.objectKey())
              .orElseThrow(() -> VisibleDatasets.missing(dataset.id()));
      try (UploadSpool.Spooled<Boolean> spooled =
              spool.receive(target -> {
                try (object;
                    InputStream content = object.content()) {
                  content.transferTo(target);
                } catch (IOException e) {
                  throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
                }
                return true;
              });
          RowPages.Draft draft = pages.begin()) {
        files.read(spooled.file(), dialect(dataset), TableFiles.Extent.WHOLE, draft);
        draft.save(dataset.objectKey());
      }
    } finally {
      building.release();
    }
  }

  /** How the stored bytes are read, which are plain whatever was uploaded. */
  private static Dialect dialect(Dataset dataset) {
    Dialect standard =
        Dialect.standard(
            dataset.format() == DatasetFormat.PARQUET ? SourceFormat.PARQUET : SourceFormat.CSV,
            dataset.delimiter());
    return dataset.onlyEmptyMissing() ? standard.withMissing(List.of()) : standard;
  }
}
