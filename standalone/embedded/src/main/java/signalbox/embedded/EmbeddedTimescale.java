package signalbox.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A real TimescaleDB for tests: the Apache edition that Debian 13 packages, below a root folder
 * that {@code standalone/embedded/prepare-timescaledb} makes. The product itself never starts it.
 */
public final class EmbeddedTimescale {
  private static final Supplier<EmbeddedPostgres> SHARED =
      Shared.of(
          "timescaledb",
          EmbeddedTimescale::dataFolders,
          directory ->
              EmbeddedPostgres.in(directory)
                  .throwAway()
                  .programs(new PostgresPrograms.Below(root(), "/usr/lib/postgresql/17/bin"))
                  .option("shared_preload_libraries=timescaledb")
                  // Below the root there is no shared memory file system, and nobody to report to.
                  .option("dynamic_shared_memory_type=mmap")
                  .option("timescaledb.telemetry_level=off")
                  .start(),
          server -> server.process().close());

  private EmbeddedTimescale() {}

  /** Why it cannot be started here; empty when it can. */
  public static Optional<String> missing() {
    if (!Files.exists(root().resolve(".ready"))) {
      return Optional.of(
          "There is no TimescaleDB in "
              + root()
              + ": standalone/embedded/prepare-timescaledb"
              + " makes it (as root, with mmdebstrap)");
    }
    if (!RunAs.isRoot()) {
      return Optional.of("TimescaleDB below " + root() + " can be started by root only");
    }
    return Optional.empty();
  }

  /**
   * The throw-away server that all tests of this JVM share; see {@link EmbeddedPostgres#shared}.
   *
   * @throws IllegalStateException when something is {@link #missing}
   */
  public static EmbeddedPostgres shared() {
    missing()
        .ifPresent(reason -> {
          throw new IllegalStateException(reason);
        });
    return SHARED.get();
  }

  private static Path root() {
    var configured = System.getenv("SIGNALBOX_TIMESCALEDB_ROOT");
    return Path.of(
        configured == null || configured.isBlank()
            ? "/var/cache/signalbox/timescaledb-trixie-17"
            : configured);
  }

  /** Data must lie below the root, too: the server sees nothing else. */
  private static Path dataFolders() {
    try {
      var folder = root().resolve("var/lib/signalbox");
      Files.createDirectories(folder);
      return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
