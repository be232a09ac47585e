package signalbox.application.dataset;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** An upload that has not been received yet. */
@FunctionalInterface
public interface Upload {
  /**
   * Writes the file's bytes as they arrive.
   *
   * @throws IOException when the connection breaks
   */
  Names receive(OutputStream target) throws IOException;

  /**
   * What came with the file.
   *
   * @param name wished for the dataset
   * @param fileName as the client calls the file; never a path of ours
   */
  record Names(@Nullable String name, @Nullable String fileName) {}
}
