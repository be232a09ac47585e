package signalbox.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the log of one part: for people, or with {@code --json} as it was written. */
@Command(name = "logs", description = "Show the log of a part.")
final class LogsCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Parameters(
      paramLabel = "PART",
      arity = "0..1",
      description =
          "For example backend, orchestrator, tabular, solving, tuning, kafka, postgres, s3.")
  private @Nullable String part;

  @Option(names = "--follow", description = "Go on with what comes.")
  private boolean follow;

  @Option(names = "--json", description = "Lines as the part has written them.")
  private boolean json;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many of the last lines (default ${DEFAULT-VALUE}).")
  private int lines;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var folder = data.folder();
    var name = part;
    if (name == null || !name.matches("[a-z0-9]+") || !Files.exists(folder.log(name))) {
      throw new Refusal(
          (name == null ? "Which part?" : "There is no log of «" + name + "».")
              + " There are: "
              + known(folder));
    }
    var tail = LogTail.lastLines(folder.log(name), lines);
    tail.more(this::show);
    while (follow && !System.out.checkError()) {
      Thread.sleep(200);
      tail.more(this::show);
    }
    return 0;
  }

  private void show(String line) {
    System.out.println(json ? line : ReadableLine.of(line));
  }

  private static String known(DataFolder folder) throws IOException {
    if (!Files.isDirectory(folder.of("logs"))) {
      return "none yet";
    }
    try (var files = Files.list(folder.of("logs"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".log"))
          .map(file -> file.substring(0, file.length() - ".log".length()))
          .sorted()
          .collect(Collectors.joining(", "));
    }
  }
}
