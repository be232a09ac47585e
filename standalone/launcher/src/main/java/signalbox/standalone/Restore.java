package signalbox.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import signalbox.embedded.EmbeddedPostgres;

/**
 * Makes an instance of a backup, in an empty folder. Either all of it is there in the end, with the
 * hashes that it had, and its databases have started and are as the manifest says; or the folder is
 * empty again.
 */
final class Restore {
  /** For the log that the backup had to take along from a busy server. */
  private static final Duration RECOVERY_LIMIT = Duration.ofHours(2);

  private final DataFolder data;
  private final Map<String, Integer> known;
  private final CopyProgress progress;
  private final Cancellation cancellation;

  /**
   * Into {@code data}.
   *
   * @param known the newest version of each schema that this installation knows
   */
  Restore(
      DataFolder data,
      Map<String, Integer> known,
      CopyProgress progress,
      Cancellation cancellation) {
    this.data = data;
    this.known = Map.copyOf(known);
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /** Reads the backup; answers what it says about itself. */
  Manifest read(Path from) throws IOException, SQLException {
    data.requireEmpty();
    try (var source = BackupSource.at(from)) {
      var reader = new BackupReader(source);
      var manifest = reader.manifest(known);
      try (var _ = data.lock()) {
        boolean whole = false;
        data.beginRestore();
        try {
          requireRoom(manifest.bytes());
          progress.expect(manifest.bytes());
          reader.unpack(data.root(), part -> progress.doing(part.word()), this::moved);
          progress.say("All files have the hashes that they had.");
          start(manifest);
          data.endRestore();
          whole = true;
        } finally {
          if (!whole) {
            Folders.empty(data.root());
          }
        }
      }
      return manifest;
    }
  }

  /** Starts PostgreSQL once: it goes through the log, and shows that it is whole. */
  private void start(Manifest manifest) throws IOException, SQLException {
    var secrets = data.secrets();
    EmbeddedPostgres.adopt(data.of("postgres"));
    try (var server =
        EmbeddedPostgres.in(data.of("postgres"))
            .password(secrets.get("postgres"))
            .log(data.log("postgres"))
            .startLimit(RECOVERY_LIMIT)
            .start()) {
      var schemas = new InstanceDatabases(server.port(), secrets).schemas();
      if (!schemas.equals(manifest.schemas())) {
        throw new DamagedBackup(
            "its databases have the schemas " + schemas + ", its manifest " + manifest.schemas());
      }
    }
    progress.say("The databases have started once and are whole.");
  }

  private void requireRoom(long bytes) throws IOException {
    long usable = Files.getFileStore(data.root()).getUsableSpace();
    if (usable < bytes) {
      throw new Refusal(
          "The backup holds %s; on the disk of %s are %s."
              .formatted(CopyProgress.size(bytes), data.root(), CopyProgress.size(usable)));
    }
  }

  private void moved(long bytes) {
    cancellation.check();
    progress.moved(bytes);
  }
}
