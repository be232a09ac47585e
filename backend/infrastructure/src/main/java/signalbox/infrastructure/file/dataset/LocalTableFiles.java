package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import signalbox.application.dataset.TableFiles;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.SourceFormat;

/** CSV, JSONL, XLSX and Parquet files on the local disk. */
public final class LocalTableFiles implements TableFiles {
  @Override
  public Dialect guess(Path file) {
    try {
      return switch (FileKind.of(file)) {
        case TEXT -> DialectGuess.csv(file);
        case PARQUET -> Dialect.standard(SourceFormat.PARQUET, null);
        case JSON_LINES -> Dialect.standard(SourceFormat.JSONL, null);
        case WORKBOOK -> Dialect.standard(SourceFormat.XLSX, null);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Dialect plain(Path file) {
    try {
      return switch (FileKind.of(file)) {
        case TEXT -> {
          Dialect standard = Dialect.standard(SourceFormat.CSV, ",");
          char delimiter = CsvTable.delimiter(CsvTable.head(file, standard.encoding()));
          yield standard.withDelimiter(String.valueOf(delimiter));
        }
        case PARQUET -> Dialect.standard(SourceFormat.PARQUET, null);
        case JSON_LINES -> Dialect.standard(SourceFormat.JSONL, null);
        case WORKBOOK -> Dialect.standard(SourceFormat.XLSX, null);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean read(Path file, Dialect dialect, Extent extent, RowSink sink) {
    try {
      return switch (dialect.format()) {
        case CSV -> CsvTable.read(file, dialect, extent, sink);
        case JSONL -> JsonLinesTable.read(file, dialect, extent, sink);
        case XLSX -> XlsxTable.read(file, dialect, extent, sink);
        case PARQUET -> ParquetTable.read(file, dialect, extent, sink);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
