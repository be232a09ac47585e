package signalbox.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signalbox.embedded.EmbeddedPostgres;

/**
 * Saves an instance, while it runs or while it does not. Exit code 0: the backup is whole and on
 * the disk; 1: it could not be made, and nothing is left of it; 130: stopped, the same.
 */
@Command(
    name = "backup",
    description = "Save everything that an instance keeps, also while it runs.")
final class BackupCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR|FILE.tar",
      description = "Where to: a folder that is not there yet or empty, or a tar file.")
  private Path to = Path.of("");

  @Override
  public Integer call() {
    var folder = data.folder();
    if (!Files.exists(folder.of("postgres/data/PG_VERSION"))) {
      throw new Refusal("There is no instance in " + folder.root());
    }
    if (to.toAbsolutePath().normalize().startsWith(folder.root())) {
      throw new Refusal("A backup in the folder that it saves would be lost with it.");
    }
    System.out.println("Backing up " + folder.root() + " …");
    try (var cancellation = new Cancellation();
        var progress = CopyProgress.toCaller()) {
      var manifest =
          folder.isHeld()
              ? new Backup(folder, portOf(folder), progress, cancellation).write(to)
              : ofStopped(folder, progress, cancellation);
      progress.say(
          "The backup is made: %s, %s, of %s"
              .formatted(
                  to.toAbsolutePath().normalize(),
                  CopyProgress.size(progress.done()),
                  manifest.madeAt()));
      progress.say("It holds " + manifest.summary() + ".");
      progress.say("It also holds the keys and passwords of the instance: keep it as secret.");
      return 0;
    } catch (CancellationException e) {
      System.err.println("The backup was stopped; nothing is left of it.");
      return Main.INTERRUPTED;
    } catch (SQLException e) {
      throw new Refusal("The backup failed: the database says: " + e.getMessage());
    } catch (IOException e) {
      throw new Refusal("The backup failed: " + DataFolder.reason(e));
    }
  }

  /** Of an instance that is stopped PostgreSQL runs for as long as the backup takes. */
  private Manifest ofStopped(DataFolder folder, CopyProgress progress, Cancellation cancellation)
      throws IOException, SQLException {
    try (var _ = folder.lock();
        var server =
            EmbeddedPostgres.in(folder.of("postgres"))
                .password(folder.secrets().get("postgres"))
                .log(folder.log("postgres"))
                .start()) {
      return new Backup(folder, server.port(), progress, cancellation).write(to);
    }
  }

  private static int portOf(DataFolder folder) {
    var instance = folder.instance();
    var port = instance.getProperty("port.postgres");
    if (port == null || !"ready".equals(instance.getProperty("state"))) {
      throw new Refusal(
          "Signalbox is starting or stopping on "
              + folder.root()
              + "; try again when it is ready or stopped.");
    }
    return Integer.parseInt(port);
  }
}
