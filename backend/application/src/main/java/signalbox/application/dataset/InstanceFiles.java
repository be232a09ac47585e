package signalbox.application.dataset;

import java.nio.file.Path;
import java.util.function.Consumer;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.error.Fault;

/** Looks at instances of optimisation problems before anybody solves them. Thread-safe. */
public interface InstanceFiles {
  /**
   * Reads a file in the order of its lines; gzip is unpacked on the way. Memory use does not grow
   * with the size: of a model that is too large to be remembered less is told.
   *
   * @param format of an instance
   * @param faults takes what is wrong with the file, in the order of its lines; the answer means
   *     nothing then
   * @throws signalbox.domain.error.SignalboxException {@code dataset.empty}
   */
  InstanceModel read(Path file, DatasetFormat format, Consumer<Fault> faults);
}
