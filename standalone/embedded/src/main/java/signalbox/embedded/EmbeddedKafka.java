package signalbox.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A real Kafka broker (KRaft, one node) on 127.0.0.1 as a child process, with its data in a folder.
 *
 * <p>Topics are not made by themselves. Needs the built module {@code standalone/kafka}.
 * Thread-safe. {@link #close} is a clean shutdown; the data stays.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final List<String> JVM =
      List.of(
          "-Xms64m",
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");
  private static final Supplier<EmbeddedKafka> SHARED =
      Shared.of(
          "kafka",
          // It does not live long enough to be compiled well.
          directory -> in(directory).jvmOptions(List.of("-XX:TieredStopAtLevel=1")).start(),
          EmbeddedKafka::close);

  private final ChildProcess process;
  private final int port;

  private EmbeddedKafka(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * A further port. A broker tells its clients where they find it from then on: those who came by
   * this port are told {@code advertised}, so that they stay behind whatever forwards to it.
   */
  public record Listener(int port, int advertised) {}

  /** How to start the broker. Immutable; each method answers a changed copy. */
  public record Settings(
      Path directory,
      int port,
      int controllerPort,
      Path log,
      List<String> jvmOptions,
      List<Listener> listeners) {

    /** Listens on these ports instead of free ones. */
    public Settings ports(int newPort, int newControllerPort) {
      return new Settings(directory, newPort, newControllerPort, log, jvmOptions, listeners);
    }

    public Settings log(Path newLog) {
      return new Settings(directory, port, controllerPort, newLog, jvmOptions, listeners);
    }

    /** Added after the options that every start has. */
    public Settings jvmOptions(List<String> added) {
      return new Settings(directory, port, controllerPort, log, List.copyOf(added), listeners);
    }

    /** Listens on these ports too. */
    public Settings listeners(List<Listener> further) {
      return new Settings(directory, port, controllerPort, log, jvmOptions, List.copyOf(further));
    }

    /** Formats the folder when it is new, starts the broker, and returns when it is ready. */
    public EmbeddedKafka start() {
      return EmbeddedKafka.start(this);
    }
  }

  /** A broker with its data in {@code directory}, on free ports. */
  public static Settings in(Path directory) {
    var absolute = directory.toAbsolutePath().normalize();
    return new Settings(absolute, 0, 0, absolute.resolve("kafka.log"), List.of(), List.of());
  }

  /**
   * The broker that all tests of this JVM share. Started by the first call, stopped and deleted
   * when the JVM ends; never close it. Use topic and group names of your own.
   */
  public static EmbeddedKafka shared() {
    return SHARED.get();
  }

  /** For {@code bootstrap.servers}. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }

  private static EmbeddedKafka start(Settings settings) {
    int port = settings.port() == 0 ? Ports.free() : settings.port();
    int controllerPort = settings.controllerPort();
    while (controllerPort == 0 || controllerPort == port) {
      controllerPort = Ports.free();
    }
    try {
      Files.createDirectories(settings.directory());
      var configuration = settings.directory().resolve("server.properties");
      Files.writeString(
          configuration,
          configuration(port, controllerPort, settings.directory(), settings.listeners()));
      var command = new ArrayList<String>();
      command.add(Installation.java());
      command.addAll(JVM);
      command.addAll(settings.jvmOptions());
      command.addAll(List.of("-cp", Installation.classPath("standalone/kafka")));
      command.addAll(List.of("signalbox.embedded.kafka.Main", configuration.toString()));
      var process = ChildProcess.named("Kafka", settings.log(), command).start();
      process.awaitLine("Kafka Server started", START_LIMIT);
      process.awaitPort(port, START_LIMIT);
      return new EmbeddedKafka(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka cannot use " + settings.directory(), e);
    }
  }

  private static String configuration(
      int port, int controllerPort, Path directory, List<Listener> further) {
    var listeners = new StringBuilder();
    var advertised = new StringBuilder();
    var protocols = new StringBuilder();
    for (int i = 0; i < further.size(); i++) {
      listeners.append(",DETOUR%d://127.0.0.1:%d".formatted(i, further.get(i).port()));
      advertised.append(",DETOUR%d://127.0.0.1:%d".formatted(i, further.get(i).advertised()));
      protocols.append(",DETOUR%d:PLAINTEXT".formatted(i));
    }
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=BROKER://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%4$s
    advertised.listeners=BROKER://127.0.0.1:%1$d%5$s
    controller.listener.names=CONTROLLER
    inter.broker.listener.name=BROKER
    listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT%6$s
    log.dirs=%3$s
    auto.create.topics.enable=false
    num.partitions=1
    default.replication.factor=1
    min.insync.replicas=1
    offsets.topic.num.partitions=4
    offsets.topic.replication.factor=1
    transaction.state.log.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    share.coordinator.state.topic.num.partitions=1
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    group.initial.rebalance.delay.ms=0
    num.network.threads=2
    num.io.threads=2
    log.cleaner.dedupe.buffer.size=16777216
    log.segment.bytes=67108864
    # After a kill the controller waits for the old session before the broker may come back.
    broker.session.timeout.ms=3000
    broker.heartbeat.interval.ms=500
    """
        .formatted(
            port,
            controllerPort,
            directory.resolve("logs").toString().replace("\\", "\\\\"),
            listeners,
            advertised,
            protocols);
  }
}
