package signalbox.standalone;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import signalbox.embedded.StartFailure;

/** {@code signalbox up | down | status | logs}. Exit code 0 is success, 1 failure, 2 usage. */
@Command(
    name = "signalbox",
    subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, LogsCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((exception, commandLine, _) -> {
          report(exception, commandLine.getErr());
          return 1;
        })
        .execute(arguments);
  }

  private static void report(Exception exception, PrintWriter err) {
    switch (exception) {
      case Refusal refusal -> err.println(refusal.getMessage());
      case StartFailure failure -> err.println(LikelyCause.explain(failure));
      default -> {
        err.println("Signalbox itself failed:");
        exception.printStackTrace(err);
      }
    }
  }
}
