package signalbox.standalone;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the instance of a data folder and returns when all its processes are gone. */
@Command(name = "down", description = "Stop Signalbox; its data stays.")
final class DownCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Mixin private DataOption data = new DataOption();

  @Override
  public Integer call() throws InterruptedException {
    var folder = data.folder();
    if (!folder.isHeld()) {
      System.out.println("Signalbox does not run on " + folder.root());
      return 0;
    }
    var pid =
        folder
            .holder()
            .orElseThrow(() -> new Refusal("Signalbox is just starting on " + folder.root()));
    var launcher =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new Refusal("Process " + pid + " cannot be reached."));
    System.out.println("Stopping Signalbox on " + folder.root() + " …");
    if (!launcher.destroy()) {
      throw new Refusal("Process " + pid + " belongs to another user.");
    }
    long begin = System.nanoTime();
    while (folder.isHeld() || launcher.isAlive()) {
      if (System.nanoTime() - begin > LIMIT.toNanos()) {
        // Its parts see the end of their pipe and end by themselves.
        launcher.destroyForcibly();
        throw new Refusal("It did not stop within " + LIMIT.toSeconds() + " s and was killed.");
      }
      Thread.sleep(50);
    }
    System.out.println("Signalbox is stopped; its data stays in " + folder.root());
    return 0;
  }
}
