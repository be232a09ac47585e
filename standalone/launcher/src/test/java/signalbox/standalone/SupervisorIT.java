package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.embedded.ChildProcess;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.EmbeddedPostgres;
import signalbox.embedded.EmbeddedS3;
import signalbox.embedded.StartFailure;

@Timeout(120)
class SupervisorIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String STAYS = "echo up; while :; do sleep 0.05; done";

  @TempDir Path directory;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Map<String, Supervisor.PartState> states = new ConcurrentHashMap<>();

  @Test
  void startsInTheOrderOfNeedsAndStopsInTheOrderGiven() {
    var supervisor =
        supervisor(
            Stream.concat(
                    servers().stream(),
                    Stream.of(
                        task("migrations", Set.of("postgres"), "echo migrated"),
                        service("orchestrator", Set.of("kafka"), 2, STAYS),
                        service("backend", Set.of("migrations", "s3"), 1, STAYS)))
                .toList());

    supervisor.start();

    assertThat(said)
        .containsSubsequence("postgres ready", "migrations starting")
        .containsSubsequence("migrations ready", "backend starting")
        .containsSubsequence("kafka ready", "orchestrator starting");
    assertThat(states.get("migrations")).isEqualTo(new Supervisor.PartState("done", 0));
    assertThat(states.values()).extracting(Supervisor.PartState::word).doesNotContain("waiting");

    supervisor.stop();

    assertThat(said.stream().filter(line -> line.contains("stopped")).map(SupervisorIT::first))
        .hasSize(5)
        .startsWith("backend:", "orchestrator:");
    assertNothingIsLeft();
  }

  @Test
  void startsAPartAgainThatDied() {
    var supervisor = supervisor(List.of(service("backend", Set.of(), 1, STAYS)));
    supervisor.start();
    long first = pid("backend");

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    await().atMost(LIMIT).until(() -> pid("backend") != 0 && pid("backend") != first);
    assertThat(said)
        .anySatisfy(line ->
            assertThat(line)
                .isEqualTo("backend: it ended with exit code 137; starting it again in 0.2 s"));
    supervisor.stop();
    assertNothingIsLeft();
  }

  @Test
  void startsPostgresAgainWithItsDataOnItsPort() {
    var supervisor = supervisor(List.of(servers().getFirst()));
    supervisor.start();
    long first = pid("postgres");

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    await().atMost(LIMIT).until(() -> pid("postgres") != 0 && pid("postgres") != first);
    supervisor.stop();
    assertNothingIsLeft();
  }

  @Test
  void givesUpOnAPartThatDiesAgainAndAgain() throws Exception {
    // It is ready each time, and ends as soon as somebody looks away.
    var supervisor =
        supervisor(
            List.of(
                service("orchestrator", Set.of(), 2, STAYS),
                service("backend", Set.of(), 1, "echo up; echo the reason; sleep 0.1; exit 9")));
    supervisor.start();

    var failure = supervisor.watch();

    assertThat(failure).isNotNull();
    assertThat(failure.part()).isEqualTo("backend");
    assertThat(failure.reason())
        .contains("exit code 9", "more than 5 times within a minute", "gives up");
    assertThat(failure.lastLines()).contains("the reason");
    assertNothingIsLeft();
  }

  @Test
  void namesThePartThatIsNeverReadyAndStopsTheOthers() {
    var never =
        new Part(
            "backend",
            "Backend",
            Set.of("postgres"),
            Part.Kind.SERVICE,
            1,
            () -> {
              var process =
                  child("backend", "echo waiting for nothing; while :; do sleep 0.05; done");
              process.awaitLine("up", Duration.ofSeconds(2));
              return process;
            });
    var supervisor =
        supervisor(
            Stream.concat(
                    servers().stream(),
                    Stream.of(never, service("orchestrator", Set.of("backend"), 2, STAYS)))
                .toList());

    assertThatThrownBy(supervisor::start)
        .isInstanceOfSatisfying(
            StartFailure.class,
            failure -> {
              assertThat(failure.part()).isEqualTo("backend");
              assertThat(failure.reason()).contains("no line «up»", "after 2 s");
              assertThat(failure.lastLines()).containsExactly("waiting for nothing");
            });

    assertThat(states).containsEntry("backend", new Supervisor.PartState("failed", 0));
    assertNothingIsLeft();
  }

  @Test
  void stopsInTheMiddleOfAStart() {
    var supervisor =
        supervisor(
            List.of(
                service("backend", Set.of(), 1, "echo slow; sleep 60"),
                service("orchestrator", Set.of(), 2, STAYS)));
    var start = CompletableFuture.runAsync(supervisor::start);
    await().atMost(LIMIT).until(() -> said.contains("orchestrator ready"));

    supervisor.stop();

    assertNothingIsLeft();
    assertThat(start)
        .failsWithin(LIMIT)
        .withThrowableThat()
        .withCauseInstanceOf(CancellationException.class);
  }

  private List<Part> servers() {
    return List.of(
        new Part(
            "postgres",
            "postgres",
            Set.of(),
            Part.Kind.SERVICE,
            4,
            () ->
                EmbeddedPostgres.in(directory.resolve("postgres"))
                    .password("the same")
                    .throwAway()
                    .start()
                    .process()),
        new Part(
            "kafka",
            "kafka",
            Set.of(),
            Part.Kind.SERVICE,
            4,
            () -> EmbeddedKafka.in(directory.resolve("kafka")).start().process()),
        new Part(
            "s3",
            "s3",
            Set.of(),
            Part.Kind.SERVICE,
            4,
            () -> EmbeddedS3.in(directory.resolve("s3")).start().process()));
  }

  private Part service(String name, Set<String> needs, int stopOrder, String script) {
    return new Part(
        name,
        name,
        needs,
        Part.Kind.SERVICE,
        stopOrder,
        () -> {
          var process = child(name, script);
          process.awaitLine("up", LIMIT);
          return process;
        });
  }

  private Part task(String name, Set<String> needs, String script) {
    return new Part(
        name,
        name,
        needs,
        Part.Kind.TASK,
        1,
        () -> {
          var process = child(name, script);
          process.awaitSuccess(LIMIT);
          return process;
        });
  }

  private ChildProcess child(String name, String script) {
    // The folder's name in the command line is how the test finds what was left.
    return ChildProcess.named(
            name,
            directory.resolve(name + ".log"),
            List.of("sh", "-c", script, directory.toString()))
        .start();
  }

  private Supervisor supervisor(List<Part> parts) {
    return new Supervisor(parts, new Recorder(), directory.resolve("launcher.log"), states::putAll);
  }

  private long pid(String part) {
    return states.getOrDefault(part, new Supervisor.PartState("", 0)).pid();
  }

  private void assertNothingIsLeft() {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(left()).isEmpty());
  }

  private List<String> left() throws IOException {
    var left = new ArrayList<String>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        try {
          var line = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
          if (line.contains(directory.toString())) {
            left.add(process.getFileName() + " " + line);
          }
        } catch (IOException e) {
          // It has ended while we looked.
        }
      }
    }
    return left;
  }

  private static String first(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private final class Recorder implements Progress {
    @Override
    public void starting(Part part, String detail) {
      said.add(part.name() + " starting");
    }

    @Override
    public void ready(Part part, Duration took) {
      said.add(part.name() + " ready");
    }

    @Override
    public void failed(Part part) {
      said.add(part.name() + " failed");
    }

    @Override
    public void say(String line) {
      said.add(line);
    }

    @Override
    public void close() {}
  }
}
