package signalbox.standalone;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import signalbox.embedded.StartFailure;

/**
 * {@code signalbox up | down | status | logs | backup | restore}. Exit code 0 is success, 1
 * failure, 2 usage, 4 a damaged backup.
 */
@Command(
    name = "signalbox",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      BackupCommand.class,
      RestoreCommand.class
    })
public final class Main {
  /** What a shell makes of ctrl-C. */
  static final int INTERRUPTED = 130;

  private static final int FAILED = 1;
  private static final int DAMAGED = 4;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((exception, commandLine, _) -> {
          report(exception, commandLine.getErr());
          return exception instanceof DamagedBackup ? DAMAGED : FAILED;
        })
        .execute(arguments);
  }

  private static void report(Exception exception, PrintWriter err) {
    switch (exception) {
      case Refusal refusal -> err.println(refusal.getMessage());
      case DamagedBackup damaged -> err.println(damaged.getMessage());
      case StartFailure failure -> err.println(LikelyCause.explain(failure));
      default -> {
        err.println("Signalbox itself failed:");
        exception.printStackTrace(err);
      }
    }
  }
}
