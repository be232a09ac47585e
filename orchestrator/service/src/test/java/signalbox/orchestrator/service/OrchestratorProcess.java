package signalbox.orchestrator.service;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import signalbox.orchestrator.core.RetryBudget;
import signalbox.orchestrator.service.s3.UploadEncryption;

/** An orchestrator in a process of its own, so that it can be killed and frozen for real. */
final class OrchestratorProcess implements AutoCloseable {
  private final Process process;
  private final OrchestratorConfiguration configuration;
  private final HttpClient http = HttpClient.newHttpClient();

  private OrchestratorProcess(Process process, OrchestratorConfiguration configuration) {
    this.process = process;
    this.configuration = configuration;
  }

  /** Starts it; it says what it says into a file of the build folder. */
  static OrchestratorProcess start(OrchestratorConfiguration configuration) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                OrchestratorProcess.class.getName()));
    command.addAll(
        List.of(
            configuration.kafkaBootstrap(),
            configuration.s3Endpoint().toString(),
            configuration.s3Bucket(),
            configuration.s3AccessKey(),
            configuration.s3SecretKey(),
            String.join(",", configuration.mlServices()),
            Integer.toString(configuration.managementPort()),
            configuration.topicPrefix(),
            configuration.name()));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  Path.of("target", "orchestrator-" + configuration.managementPort() + ".log")
                      .toFile())
              .start();
      return new OrchestratorProcess(process, configuration);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static void main(String[] arguments) throws IOException {
    try (Orchestrator orchestrator =
        new Orchestrator(
            new OrchestratorConfiguration(
                arguments[0],
                URI.create(arguments[1]),
                "us-east-1",
                arguments[2],
                arguments[3],
                arguments[4],
                false,
                UploadEncryption.NONE,
                List.of(arguments[5].split(",", -1)),
                "127.0.0.1",
                Integer.parseInt(arguments[6]),
                "info",
                "",
                true,
                arguments[7],
                arguments[8],
                RetryBudget.Policy.DEFAULT),
            () -> Runtime.getRuntime().halt(70))) {
      orchestrator.start();
      // Ends when the test does, however that ends.
      while (System.in.read() >= 0) {
        // Nothing that is said matters, only that nothing more can come.
      }
    }
  }

  /** True once the group has given it its share. */
  boolean ready() {
    return get("/health/ready").startsWith("200");
  }

  /** The sum of what it has counted under the name; 0 when there is nothing. */
  double counted(String name) {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String get(String path) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + configuration.managementPort() + path))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + "\n" + response.body();
    } catch (IOException notThere) {
      return "";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("It cannot be killed");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops all its threads where they are; returns once that has happened. */
  void freeze() {
    signal("STOP");
    await("it is frozen").until(() -> state() == 'T');
  }

  void wake() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process program =
          new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).inheritIO().start();
      if (program.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " failed");
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private char state() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    http.close();
  }
}
