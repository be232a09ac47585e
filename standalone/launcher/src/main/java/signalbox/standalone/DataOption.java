package signalbox.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data DIR}, which every command has. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the instance (default: data in the folder of Signalbox).")
  private @Nullable Path directory;

  DataFolder folder() {
    var chosen = directory;
    return new DataFolder(chosen == null ? home().resolve("data") : chosen);
  }

  /** The checkout or the installed folder. */
  Path home() {
    var home = System.getProperty("signalbox.home");
    if (home == null) {
      throw new IllegalStateException("the system property signalbox.home is not set");
    }
    return Path.of(home).toAbsolutePath().normalize();
  }
}
