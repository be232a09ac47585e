package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import signalbox.application.dataset.TableFiles;
import signalbox.domain.dataset.DatasetFormat;

/** CSV and Parquet files on the local disk. */
public final class LocalTableFiles implements TableFiles {
  @Override
  public Layout read(Path file, RowSink sink) {
    try {
      return switch (FileKind.of(file)) {
        case TEXT -> new Layout(DatasetFormat.CSV, CsvTable.read(file, sink));
        case PARQUET -> {
          ParquetTable.read(file, sink);
          yield new Layout(DatasetFormat.PARQUET, null);
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
