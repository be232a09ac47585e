package signalbox.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Makes an instance of a backup. Exit code 0: all of it is there, with the hashes that it had; 1:
 * it was refused or failed; 4: the backup is damaged; 130: stopped. Unless it is 0, the folder is
 * as empty as it was.
 */
@Command(name = "restore", description = "Make an instance of a backup, in an empty folder.")
final class RestoreCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR|FILE.tar",
      description = "The backup.")
  private Path from = Path.of("");

  @Override
  public Integer call() {
    var folder = data.folder();
    // Before anything else: this is what a mistake at the terminal looks like.
    folder.requireEmpty();
    System.out.println("Restoring " + from.toAbsolutePath().normalize() + " …");
    try (var cancellation = new Cancellation();
        var progress = CopyProgress.toCaller()) {
      var known = SchemaVersions.ofInstallation();
      var manifest = new Restore(folder, known, progress, cancellation).read(from);
      progress.say(
          "%s is as it was at %s: %s."
              .formatted(folder.root(), manifest.madeAt(), manifest.summary()));
      if (!manifest.schemas().equals(known)) {
        progress.say(
            "Its schemas are older, " + manifest.schemas() + "; the next start migrates them.");
      }
      progress.say("Start it with: ./signalbox up --data " + folder.root());
      return 0;
    } catch (CancellationException e) {
      System.err.println("The restore was stopped; " + folder.root() + " is empty.");
      return Main.INTERRUPTED;
    } catch (SQLException e) {
      throw new Refusal("The restore failed: the database says: " + e.getMessage());
    } catch (IOException e) {
      throw new Refusal("The restore failed: " + DataFolder.reason(e));
    }
  }
}
