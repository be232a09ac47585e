package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import signalbox.application.dataset.InstanceFiles;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** Instances on the local disk. MPS is read; the other formats are known to their solvers alone. */
public final class LocalInstanceFiles implements InstanceFiles {
  @Override
  public InstanceModel read(Path file, DatasetFormat format, Consumer<Fault> faults) {
    try {
      if (Files.size(file) == 0) {
        throw SignalboxException.of(ErrorCode.DATASET_EMPTY);
      }
      return switch (format) {
        case MPS -> MpsFile.read(file, faults);
        case LP, CPSAT -> InstanceModel.UNKNOWN;
        case CSV, PARQUET -> throw new IllegalArgumentException(format + " is a table");
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
