package signalbox.application.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ReadArtifactTable.CellCondition;
import signalbox.application.dataset.TableFiles;
import signalbox.application.run.RunAccess;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/**
 * Answers {@link ReadArtifactTable} by reading the whole table once, which is what makes the total
 * exact. Memory use does not grow with the table.
 */
public final class ReadArtifactTableHandler implements Handler<ReadArtifactTable, ArtifactTable> {
  static final long MAX_BYTES = 256L * 1024 * 1024;

  private final RunAccess access;
  private final ArtifactRepository artifacts;
  private final ObjectStore store;
  private final TableFiles tables;
  private final Path folder;

  /**
   * @param folder holds the table while it is read
   */
  public ReadArtifactTableHandler(
      RunAccess access,
      ArtifactRepository artifacts,
      ObjectStore store,
      TableFiles tables,
      Path folder) {
    this.access = access;
    this.artifacts = artifacts;
    this.store = store;
    this.tables = tables;
    this.folder = folder;
  }

  @Override
  public ArtifactTable handle(Principal caller, ReadArtifactTable query) {
    access.require(caller, query.run(), Role.VIEWER);
    if (query.conditions().size() > ReadArtifactTable.MAX_CONDITIONS) {
      throw SignalboxException.invalid("where", "at most " + ReadArtifactTable.MAX_CONDITIONS);
    }
    Artifact artifact =
        artifacts.find(query.run(), query.name()).orElseThrow(() -> notFound(query.name()));
    if (!isTable(artifact)) {
      throw notATable(query.name());
    }
    if (artifact.sizeBytes() > MAX_BYTES) {
      throw SignalboxException.of(ErrorCode.ARTIFACT_TOO_LARGE)
          .unsafe("name", query.name())
          .safe("limit", "256 MiB");
    }
    Rows rows = new Rows(query.conditions(), offset(query.page()), query.page().limit());
    try {
      Path file = Files.createTempFile(folder, "artifact-", ".table");
      try {
        copy(artifact, file);
        tables.read(file, tables.plain(file), TableFiles.Extent.WHOLE, rows);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SignalboxException e) {
      if (e.code().code().startsWith("dataset.")) {
        throw notATable(query.name()).causedBy(e);
      }
      throw e;
    }
    return rows.table();
  }

  private void copy(Artifact artifact, Path file) throws IOException {
    ObjectStore.StoredObject object =
        store.open(artifact.objectKey()).orElseThrow(() -> notFound(artifact.name()));
    try (object;
        InputStream content = object.content()) {
      Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isTable(Artifact artifact) {
    String name = artifact.name().toLowerCase(Locale.ROOT);
    String type = artifact.contentType().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv")
        || name.endsWith(".parquet")
        || type.startsWith("text/csv")
        || type.contains("parquet");
  }

  private static int offset(PageRequest page) {
    String cursor = page.cursor();
    if (cursor == null) {
      return 0;
    }
    try {
      int offset = Integer.parseInt(cursor);
      if (offset >= 0) {
        return offset;
      }
    } catch (NumberFormatException e) {
      throw SignalboxException.invalid("cursor", "is not one of ours").causedBy(e);
    }
    throw SignalboxException.invalid("cursor", "is not one of ours");
  }

  private static SignalboxException notFound(String name) {
    return SignalboxException.of(ErrorCode.ARTIFACT_NOT_FOUND).unsafe("name", name);
  }

  private static SignalboxException notATable(String name) {
    return SignalboxException.of(ErrorCode.ARTIFACT_NOT_A_TABLE).unsafe("name", name);
  }

  /** Keeps the rows of one page and counts the others. */
  private static final class Rows implements TableFiles.RowSink {
    private final List<CellCondition> conditions;
    private final int offset;
    private final int limit;
    private final int[] places;
    private final double[] bounds;
    private final List<List<@Nullable String>> kept = new ArrayList<>();
    private List<String> columns = List.of();
    private long matching;

    Rows(List<CellCondition> conditions, int offset, int limit) {
      this.conditions = conditions;
      this.offset = offset;
      this.limit = limit;
      this.places = new int[conditions.size()];
      this.bounds = new double[conditions.size()];
    }

    @Override
    public void header(List<String> names, List<ColumnType> declared) {
      columns = List.copyOf(names);
      for (int i = 0; i < conditions.size(); i++) {
        CellCondition condition = conditions.get(i);
        places[i] = names.indexOf(condition.column());
        if (places[i] < 0) {
          throw SignalboxException.invalid(
              "where[" + i + "]", "the table has no column " + condition.column());
        }
        bounds[i] =
            switch (condition.comparison()) {
              case EQ, NE -> Double.NaN;
              case GT, LE -> bound(condition.value(), i);
            };
      }
    }

    private static double bound(String text, int at) {
      double value = number(text);
      if (Double.isNaN(value)) {
        throw SignalboxException.invalid("where[" + at + "]", "needs a number to compare with");
      }
      return value;
    }

    /** What an ML service wrote is read whole or not at all. */
    @Override
    public void fault(Fault fault) {
      throw SignalboxException.of(ErrorCode.DATASET_MALFORMED).because(List.of(fault));
    }

    @Override
    public void row(long line, @Nullable String[] values) {
      for (int i = 0; i < places.length; i++) {
        if (!holds(i, values[places[i]])) {
          return;
        }
      }
      if (matching >= offset && kept.size() < limit) {
        List<@Nullable String> row = new ArrayList<>(values.length);
        for (@Nullable String value : values) {
          row.add(
              value == null || value.length() <= ArtifactTable.MAX_TEXT
                  ? value
                  : value.substring(0, ArtifactTable.MAX_TEXT));
        }
        kept.add(Collections.unmodifiableList(row));
      }
      matching++;
    }

    private boolean holds(int at, @Nullable String cell) {
      String text = cell == null ? "" : cell;
      return switch (conditions.get(at).comparison()) {
        case EQ -> text.equals(conditions.get(at).value());
        case NE -> !text.equals(conditions.get(at).value());
        case GT -> number(text) > bounds[at];
        case LE -> number(text) <= bounds[at];
      };
    }

    private static double number(String text) {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }

    ArtifactTable table() {
      long end = (long) offset + kept.size();
      String next = end < matching && !kept.isEmpty() ? Long.toString(end) : null;
      return new ArtifactTable(columns, new Page<>(kept, next, matching));
    }
  }
}
