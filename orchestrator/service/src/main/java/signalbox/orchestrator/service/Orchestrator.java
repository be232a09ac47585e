package signalbox.orchestrator.service;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.orchestrator.core.ProjectLimits;
import signalbox.orchestrator.core.RunMachine;
import signalbox.orchestrator.core.RunPolicy;
import signalbox.orchestrator.core.StudyMachine;
import signalbox.orchestrator.core.StudyPolicy;
import signalbox.orchestrator.service.engine.Engine;
import signalbox.orchestrator.service.engine.InstanceLoad;
import signalbox.orchestrator.service.grpc.Announcements;
import signalbox.orchestrator.service.grpc.AttemptSession;
import signalbox.orchestrator.service.grpc.LogResends;
import signalbox.orchestrator.service.grpc.MlInstance;
import signalbox.orchestrator.service.grpc.MlInstances;
import signalbox.orchestrator.service.grpc.Predictions;
import signalbox.orchestrator.service.grpc.Suggestions;
import signalbox.orchestrator.service.kafka.ChangelogFollower;
import signalbox.orchestrator.service.kafka.CommandConsumer;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.kafka.Lease;
import signalbox.orchestrator.service.kafka.ProjectLimitsReader;
import signalbox.orchestrator.service.kafka.Topics;
import signalbox.orchestrator.service.management.ManagementServer;
import signalbox.orchestrator.service.management.Meters;
import signalbox.orchestrator.service.s3.PresignedUrls;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * One orchestrator, wired. {@link #start} returns at once; Kafka and the ML services may come
 * later.
 */
public final class Orchestrator implements AutoCloseable {
  private static final Duration NEWS_EVERY = Duration.ofSeconds(1);
  private static final Duration TOPICS_EVERY = Duration.ofSeconds(10);
  private static final Duration READ_PATIENCE = Duration.ofSeconds(10);
  private static final int RESTARTS = 5;
  private static final Duration RESTARTS_WITHIN = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(Orchestrator.class);

  private final OrchestratorConfiguration configuration;
  private final Runnable onFailure;
  private final Clock clock = Clock.systemUTC();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService scheduler = scheduler();
  private final Tracing tracing;
  private final CompletableFuture<PresignedUrls> urls;
  private final Topics topics;
  private volatile Thread starter;
  private @Nullable ManagementServer management;
  private volatile @Nullable Parts parts;
  private volatile boolean closed;

  // Guarded by this.
  private final Deque<Instant> restarts = new ArrayDeque<>();
  private int generation;

  private record Parts(
      int generation,
      KafkaWriter writer,
      ProjectLimitsReader projects,
      ChangelogFollower others,
      MlInstances instances,
      Engine engine,
      Suggestions suggestions,
      Predictions predictions,
      LogResends resends,
      CommandConsumer consumer,
      Lease lease,
      ScheduledFuture<?> news) {}

  /**
   * @param onFailure called once something broke that only a new process can heal
   */
  public Orchestrator(OrchestratorConfiguration configuration, Runnable onFailure) {
    this.configuration = configuration;
    this.onFailure = onFailure;
    this.tracing = Tracing.exportingTo(configuration.otlpEndpoint(), configuration.name());
    // Loading the signer takes a third of a second; meanwhile Kafka is asked for its topics.
    this.urls =
        CompletableFuture.supplyAsync(
            () ->
                new PresignedUrls(
                    configuration.s3Endpoint(),
                    configuration.s3Region(),
                    configuration.s3Bucket(),
                    configuration.s3AccessKey(),
                    configuration.s3SecretKey(),
                    configuration.s3VirtualHosts(),
                    configuration.s3Encryption()),
            executor);
    this.topics = Topics.prefixed(configuration.topicPrefix());
    this.starter = Thread.ofPlatform().name("starter").unstarted(this::connect);
  }

  public void start() throws IOException {
    Meters.process(meters);
    if (configuration.managementPort() != 0) {
      management =
          new ManagementServer(
              configuration.host(),
              configuration.managementPort(),
              meters,
              () -> !closed,
              this::ready);
    }
    var _ =
        scheduler.scheduleWithFixedDelay(
            () -> executor.execute(() -> topics.createMissing(configuration.kafkaBootstrap())),
            TOPICS_EVERY.toMillis(),
            TOPICS_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
    starter.start();
  }

  /** True when commands are read. */
  public boolean ready() {
    Parts now = parts;
    return now != null && now.engine().alive() && now.consumer().ready();
  }

  /** What it has counted. */
  public PrometheusMeterRegistry meters() {
    return meters;
  }

  private void connect() {
    try {
      topics.create(configuration.kafkaBootstrap());
      Parts made;
      synchronized (this) {
        if (closed) {
          return;
        }
        made = wire(++generation);
        parts = made;
      }
      made.engine()
          .start(
              new AttemptSession.Surroundings(
                  made.writer(),
                  urls.join(),
                  scheduler,
                  executor,
                  meters,
                  tracing,
                  made.lease()::held,
                  made.engine()));
      made.instances().start();
      made.projects().start();
      made.others().start();
      awaitRead("The limits of the projects are", made.projects().complete());
      awaitRead("The slots of other orchestrators' runs are", made.others().complete());
      made.consumer().start();
    } catch (InterruptedException stopped) {
      LOG.debug("Stopped while waiting for Kafka");
    } catch (RuntimeException broken) {
      if (!closed) {
        LOG.error("The orchestrator cannot start", broken);
        onFailure.run();
      }
    }
  }

  /** A run must not start only because its limits were not read yet. */
  private static void awaitRead(String what, CompletableFuture<Void> read)
      throws InterruptedException {
    try {
      read.get(READ_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException late) {
      LOG.warn("{} not known yet; runs start without them", what);
    }
  }

  /**
   * Starts over within the process: with a new membership of the group, and with what the changelog
   * says. Whatever is in the memory of the parts before is worth nothing any more. Breaking again
   * and again is a matter for a new process.
   */
  private void startOver(int brokenGeneration) {
    Parts broken;
    synchronized (this) {
      broken = parts;
      if (closed || broken == null || broken.generation() != brokenGeneration) {
        return;
      }
      parts = null;
      Instant now = clock.instant();
      restarts.addLast(now);
      while (restarts.getFirst().isBefore(now.minus(RESTARTS_WITHIN))) {
        restarts.removeFirst();
      }
      if (restarts.size() > RESTARTS) {
        LOG.error("The orchestrator broke {} times within {}", RESTARTS, RESTARTS_WITHIN);
        onFailure.run();
        return;
      }
      starter =
          Thread.ofPlatform()
              .name("starter")
              .unstarted(() -> {
                stop(broken);
                removeGauges();
                connect();
              });
    }
    LOG.warn(
        broken.writer().changelog().fenced()
            ? "Another orchestrator has taken over while this one did not notice; it starts over"
            : "The orchestrator starts over");
    starter.start();
  }

  /** A gauge looks at the part that it was made for. */
  private void removeGauges() {
    meters.getMeters().stream()
        .filter(meter ->
            meter.getId().getType() == Meter.Type.GAUGE
                && meter.getId().getName().startsWith("signalbox."))
        .forEach(meters::remove);
  }

  private Parts wire(int number) {
    Runnable startOver = () -> startOver(number);
    Lease lease = new Lease(clock);
    KafkaWriter writer =
        new KafkaWriter(
            configuration.kafkaBootstrap(),
            topics,
            configuration.name(),
            lease,
            clock,
            meters,
            tracing,
            executor);
    // The instances speak to the engine, and the engine calls the instances.
    Engine[] engine = new Engine[1];
    Announcements announcements =
        new Announcements(
            writer, configuration.name(), address -> work(engine[0].load(address)), clock);
    MlInstances instances =
        new MlInstances(
            configuration.mlServices(),
            clock,
            scheduler,
            executor,
            meters,
            (MlInstance instance) -> {
              Engine known = engine[0];
              if (known != null) {
                known.instance(instance.view());
              }
              executor.execute(() -> announcements.look(instance));
            });
    Suggestions suggestions = new Suggestions(instances, tracing, meters);
    engine[0] =
        new Engine(
            new RunMachine(RunPolicy.DEFAULT, () -> ThreadLocalRandom.current().nextDouble()),
            new RunMachine(RunPolicy.TRIAL, () -> ThreadLocalRandom.current().nextDouble()),
            new StudyMachine(StudyPolicy.DEFAULT, () -> ThreadLocalRandom.current().nextDouble()),
            configuration.retries(),
            writer,
            instances,
            suggestions,
            clock,
            meters,
            tracing,
            startOver);
    instances
        .all()
        .forEach(instance -> {
          engine[0].instance(instance.view());
          InstanceMeters.register(meters, instance, engine[0]);
        });
    ScheduledFuture<?> news =
        scheduler.scheduleWithFixedDelay(
            () -> executor.execute(() -> instances.all().forEach(announcements::look)),
            NEWS_EVERY.toMillis(),
            NEWS_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
    Predictions predictions =
        new Predictions(instances, writer, urls.join(), tracing, clock, meters);
    LogResends resends = new LogResends(instances, writer, tracing, meters);
    ProjectLimitsReader projects =
        new ProjectLimitsReader(
            configuration.kafkaBootstrap(),
            topics,
            limits ->
                engine[0].project(
                    new ProjectLimits(
                        limits.getProjectId(), limits.getMaxRunning(), limits.getWeight())));
    ChangelogFollower others =
        new ChangelogFollower(configuration.kafkaBootstrap(), topics, engine[0]::elsewhere);
    CommandConsumer consumer =
        new CommandConsumer(
            configuration.kafkaBootstrap(),
            topics,
            configuration.topicPrefix() + "-orchestrator",
            lease,
            engine[0],
            predictions::answer,
            resends::resend,
            writer,
            tracing,
            meters,
            startOver);
    return new Parts(
        number,
        writer,
        projects,
        others,
        instances,
        engine[0],
        suggestions,
        predictions,
        resends,
        consumer,
        lease,
        news);
  }

  private static Announcements.Work work(InstanceLoad load) {
    return new Announcements.Work(
        load.queued(), load.running(), load.staleEvents(), load.retriesLeft(), load.retryBudget());
  }

  private static ScheduledExecutorService scheduler() {
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("timer").factory());
    pool.setRemoveOnCancelPolicy(true);
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return pool;
  }

  private static void stop(Parts parts) {
    parts.news().cancel(false);
    parts.projects().close();
    parts.others().close();
    parts.consumer().close();
    parts.engine().close();
    parts.suggestions().close();
    parts.predictions().close();
    parts.resends().close();
    parts.instances().close();
    parts.writer().close();
  }

  /** Leaves the group and closes the streams; what runs at the ML services goes on. */
  @Override
  public void close() {
    end(false);
  }

  /** Ends as a crash would: nothing is finished, nothing is committed, the group is not left. */
  public void abort() {
    end(true);
  }

  private void end(boolean crash) {
    Parts running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running = parts;
    }
    starter.interrupt();
    if (running != null) {
      if (crash) {
        running.news().cancel(false);
        running.projects().close();
        running.others().close();
        running.engine().abort();
        running.consumer().abort();
        running.instances().close();
        running.suggestions().close();
        running.predictions().close();
        running.resends().close();
        running.writer().abort();
      } else {
        stop(running);
      }
    }
    ManagementServer server = management;
    if (server != null) {
      server.close();
    }
    scheduler.shutdownNow();
    executor.shutdownNow();
    try {
      starter.join(Duration.ofSeconds(2));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (urls.isDone() && !urls.isCompletedExceptionally()) {
      urls.join().close();
    }
    tracing.close();
  }
}
