package signalbox.bootstrap;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.event.ChangeSignal;
import signalbox.application.log.DropCause;
import signalbox.application.log.GetLogIntakeHandler;
import signalbox.application.log.IntakeStatistics;
import signalbox.application.log.KnownRuns;
import signalbox.application.log.LogIntake;
import signalbox.application.log.LogOutputs;
import signalbox.application.log.LogRepository;
import signalbox.application.log.LogWriter;
import signalbox.application.log.LogWriterObserver;
import signalbox.application.log.RecentLines;
import signalbox.bootstrap.observability.Observability;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogKeys;
import signalbox.infrastructure.postgres.log.PostgresLogRuns;
import signalbox.infrastructure.timescale.log.TimescaleLogIndex;
import signalbox.infrastructure.timescale.log.TimescaleLogRepository;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.log.LogIntakeRoutes;
import signalbox.presentation.udp.log.LogListener;

/** Log lines on their way from the network into the store. */
final class LogIntakeWiring implements Wiring {
  private static final Logger LOG = LoggerFactory.getLogger(LogIntakeWiring.class);
  private static final String KEY_PURPOSE = "signalbox log lines";
  private static final Duration SUMMARISE = Duration.ofSeconds(1);
  private static final Duration LOOK_UP = Duration.ofMillis(20);
  private static final String EVERYWHERE = "0.0.0.0";
  private static final String EVERYWHERE_6 = "::";
  private static final String LOOPBACK = "127.0.0.1";

  private final Settings settings;
  private final LogRepository logs;
  private final KnownRuns known;
  private final RecentLines recent = new RecentLines();
  private final TimescaleLogIndex index;
  private final IntakeStatistics statistics = new IntakeStatistics();
  private final LogWriterObserver observer = new LoggedTrouble();
  private final LogWriter writer;
  private final ListenerPart listener;
  private final LogOutputs outputs;
  private final LogIntakeRoutes routes;

  LogIntakeWiring(Platform platform, ChangeSignal signal) {
    settings = platform.settings();
    TimescaleLogRepository store = new TimescaleLogRepository(platform.telemetry());
    logs = store;
    index = new TimescaleLogIndex(platform.telemetry());
    known = new KnownRuns(new PostgresLogRuns(platform.metadata()), platform.clock());
    writer = new LogWriter(logs, recent, signal, platform.ids(), statistics, observer);
    LogKeys keys = new LogKeys(secret(settings));
    LogIntake intake = new LogIntake(keys, known, settings.logs().sources(), writer, statistics);
    listener =
        new ListenerPart(() ->
            new LogListener(
                new InetSocketAddress(settings.host(), settings.logs().port()),
                LogListener.Transport.BEST,
                intake,
                statistics,
                platform.clock()));
    outputs = new LogOutputs(this::address, keys);
    Observability observability = platform.observability();
    routes =
        new LogIntakeRoutes(
            observability.handler("GetLogIntake", new GetLogIntakeHandler(statistics)),
            settings.name());
    watch(observability);
    CopyMetrics.watch(observability, "log_line", store.copies());
  }

  /** A secret of its own, or one that is derived from the key of the access tokens. */
  private static byte[] secret(Settings settings) {
    Settings.Secret own = settings.logs().key();
    return own != null
        ? Base64.getDecoder().decode(own.value())
        : LogKeys.derive(
            Base64.getDecoder().decode(settings.jwtKey().value()),
            KEY_PURPOSE.getBytes(StandardCharsets.UTF_8));
  }

  /** Where ML services reach the listener. */
  private String address() {
    String told = settings.logs().address();
    if (told != null) {
      return told;
    }
    boolean everywhere = settings.host().equals(EVERYWHERE) || settings.host().equals(EVERYWHERE_6);
    String host = everywhere ? LOOPBACK : settings.host();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + listener.port();
  }

  private void watch(Observability observability) {
    observability.counter(
        "signalbox.log.datagrams",
        "Log datagrams received",
        () -> statistics.snapshot().datagrams());
    observability.counter(
        "signalbox.log.received.bytes",
        "Bytes of the log datagrams received",
        () -> statistics.snapshot().bytes());
    observability.counter(
        "signalbox.log.lines", "Log lines stored", () -> statistics.snapshot().storedLines());
    observability.counter(
        "signalbox.log.asked",
        "Log lines that senders were asked for again",
        () -> statistics.snapshot().askedLines());
    observability.counter(
        "signalbox.log.kernel.dropped",
        "Log datagrams that the operating system dropped",
        () -> statistics.snapshot().kernelDrops());
    observability.gauge(
        "signalbox.log.queued.bytes",
        "Log datagrams that wait to be read",
        () -> statistics.snapshot().queuedBytes());
    observability.gauge(
        "signalbox.log.store.away",
        "1 while lines wait for the store",
        () -> statistics.snapshot().storeAway() ? 1 : 0);
    for (DropCause cause : DropCause.values()) {
      observability.counter(
          "signalbox.log.dropped",
          "Log datagrams and lines that were not stored, by cause",
          () -> statistics.droppedBy(cause),
          "cause",
          cause.word());
    }
  }

  LogRepository logs() {
    return logs;
  }

  RecentLines recent() {
    return recent;
  }

  KnownRuns known() {
    return known;
  }

  IntakeStatistics statistics() {
    return statistics;
  }

  LogWriterObserver observer() {
    return observer;
  }

  /** What commands tell senders. */
  LogOutputs outputs() {
    return outputs;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return List.of(
        TimerPart.every(LOOK_UP, "log-runs", known::lookUp),
        TimerPart.every(SUMMARISE, "log-index", index::summarise),
        new WriterPart(writer),
        listener);
  }

  private record WriterPart(LogWriter writer) implements Part {
    @Override
    public String name() {
      return "log-writer";
    }

    @Override
    public void start() {
      writer.start();
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  private static final class ListenerPart implements Part {
    private final java.util.function.Supplier<LogListener> open;
    private volatile @Nullable LogListener listener;

    ListenerPart(java.util.function.Supplier<LogListener> open) {
      this.open = open;
    }

    int port() {
      LogListener opened = listener;
      if (opened == null) {
        throw new IllegalStateException("The log listener has not started");
      }
      return opened.address().getPort();
    }

    @Override
    public String name() {
      return "log-listener";
    }

    @Override
    public void start() {
      LogListener opened = open.get();
      listener = opened;
      opened.start();
    }

    @Override
    public void close() {
      LogListener opened = listener;
      if (opened != null) {
        opened.close();
      }
    }
  }

  private static final class LoggedTrouble implements LogWriterObserver {
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private final java.util.concurrent.atomic.AtomicLong lastLogged =
        new java.util.concurrent.atomic.AtomicLong(System.nanoTime() - QUIET_NANOS);

    @Override
    public void storeAway(RuntimeException cause) {
      long now = System.nanoTime();
      long last = lastLogged.get();
      if (now - last >= QUIET_NANOS && lastLogged.compareAndSet(last, now)) {
        LOG.warn("Log lines wait for the store: {}", cause.toString());
      }
    }

    @Override
    public void unstorable(LogAttemptId attempt, RuntimeException cause) {
      LOG.error("The store refuses a log line of {}", attempt, cause);
    }

    @Override
    public void hashDiffers(LogAttemptId attempt) {
      LOG.error("The stored log of {} is not the one that its sender has hashed", attempt);
    }
  }
}
