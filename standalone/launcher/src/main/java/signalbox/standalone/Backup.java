package signalbox.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import signalbox.embedded.BaseBackup;
import signalbox.embedded.ExactInputStream;

/**
 * Makes the backup of an instance whose PostgreSQL runs; whether the rest of it does is all the
 * same.
 *
 * <p>Each object that a row names must be in it. The row is written after its object and deleted
 * before it, and both may happen while the backup is made. The objects of the moment of which the
 * databases are copied would do, but they are too many to be copied in a moment. So they are held
 * (see {@link HeldFiles}) before the databases are copied, again when these are nearly done, and
 * again right after the moment: what was there at the first time cannot be deleted any more, and
 * what came later, up to the moment, is there the last time. Then they are copied at leisure.
 *
 * <p>What Kafka holds is left out: the database is the truth, and commands that were on their way
 * are published again from it.
 */
final class Backup {
  private final DataFolder data;
  private final int port;
  private final CopyProgress progress;
  private final Cancellation cancellation;

  /**
   * Of the instance on {@code data}.
   *
   * @param port where its PostgreSQL listens
   */
  Backup(DataFolder data, int port, CopyProgress progress, Cancellation cancellation) {
    this.data = data;
    this.port = port;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /** Writes it; leaves nothing when that fails. */
  Manifest write(Path to) throws IOException, SQLException {
    try (var target = BackupTarget.at(to);
        var workspace = BackupWorkspace.of(data)) {
      var writer = new BackupWriter(target, workspace.lists(), this::moved);
      var begun = databases(writer, workspace, to);
      files(writer, BackupPart.OBJECTS, workspace.objects());
      files(writer, BackupPart.UPLOADS, workspace.uploads());
      secrets(writer);
      var manifest = begun.with(writer.sums());
      writer.finish(manifest);
      return manifest;
    }
  }

  /** Copies both databases as of one moment, and holds the files of this moment. */
  private Manifest databases(BackupWriter writer, BackupWorkspace workspace, Path to)
      throws IOException, SQLException {
    var secrets = data.secrets();
    workspace.hold();
    // Closed as soon as it is done: until then the server keeps all of its log.
    try (var base = BaseBackup.begin(data.of("postgres"), port, secrets.get("postgres"))) {
      long held = workspace.bytes();
      long bytes = base.bytes() + held;
      requireRoom(to, bytes);
      progress.expect(bytes);
      progress.doing(BackupPart.DATABASE.word());
      try (var part = writer.begin(BackupPart.DATABASE)) {
        var receiver = receiver(part);
        base.copyFiles(receiver);
        var databases = new InstanceDatabases(port, secrets);
        var schemas = databases.schemas();
        var counts = databases.counts();
        workspace.hold();
        var moment = base.stop();
        workspace.hold();
        var madeAt = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        progress.expect(workspace.bytes() - held);
        base.copyLog(moment, receiver);
        return new Manifest(
            Manifest.FORMAT, madeAt, base.serverVersion(), schemas, counts, List.of());
      }
    }
  }

  private static BaseBackup.Receiver receiver(BackupWriter.OpenPart part) {
    return new BaseBackup.Receiver() {
      @Override
      public void folder(String path) throws IOException {
        part.folder(path);
      }

      @Override
      public void file(String path, long bytes, InputStream content) throws IOException {
        part.file(path, bytes, Map.of(), content);
      }
    };
  }

  private void files(BackupWriter writer, BackupPart name, HeldFiles held) throws IOException {
    progress.doing(name.word());
    try (var part = writer.begin(name)) {
      held.visit((path, file, attributes) -> {
        // An upload may go on, and a file that is being written grows.
        long bytes = Files.size(file);
        try (var content = new ExactInputStream(Files.newInputStream(file), bytes)) {
          part.file(path, bytes, attributes, content);
        }
      });
    }
  }

  private void secrets(BackupWriter writer) throws IOException {
    try (var part = writer.begin(BackupPart.SECRETS)) {
      for (var name : new String[] {BackupPart.SECRETS_FILE, BackupPart.PASSWORD_FILE}) {
        var file = data.of(name);
        if (Files.exists(file)) {
          try (var content = Files.newInputStream(file)) {
            part.file(name, Files.size(file), Map.of(), content);
          }
        }
      }
    }
  }

  private static void requireRoom(Path to, long bytes) throws IOException {
    var disk = Files.getFileStore(to.toAbsolutePath().normalize().resolveSibling("."));
    if (disk.getUsableSpace() < bytes) {
      throw new Refusal(
          "The backup needs %s; on the disk of %s are %s."
              .formatted(CopyProgress.size(bytes), to, CopyProgress.size(disk.getUsableSpace())));
    }
  }

  private void moved(long bytes) {
    cancellation.check();
    progress.moved(bytes);
  }
}
