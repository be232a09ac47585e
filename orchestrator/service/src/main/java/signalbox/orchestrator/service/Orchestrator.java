package signalbox.orchestrator.service;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.orchestrator.core.RunMachine;
import signalbox.orchestrator.core.RunPolicy;
import signalbox.orchestrator.service.engine.Engine;
import signalbox.orchestrator.service.grpc.Announcements;
import signalbox.orchestrator.service.grpc.AttemptSession;
import signalbox.orchestrator.service.grpc.LogResends;
import signalbox.orchestrator.service.grpc.MlInstance;
import signalbox.orchestrator.service.grpc.MlInstances;
import signalbox.orchestrator.service.grpc.Predictions;
import signalbox.orchestrator.service.kafka.CommandConsumer;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.kafka.Topics;
import signalbox.orchestrator.service.management.ManagementServer;
import signalbox.orchestrator.service.s3.PresignedUrls;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * One orchestrator, wired. {@link #start} returns at once; Kafka and the ML services may come
 * later.
 */
public final class Orchestrator implements AutoCloseable {
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
  private final Thread starter;
  private @Nullable ManagementServer management;
  private volatile @Nullable Parts parts;
  private volatile boolean closed;

  private record Parts(
      KafkaWriter writer,
      MlInstances instances,
      Engine engine,
      Predictions predictions,
      LogResends resends,
      CommandConsumer consumer) {}

  /**
   * @param onFailure called once something broke that only a new process can heal
   */
  public Orchestrator(OrchestratorConfiguration configuration, Runnable onFailure) {
    this.configuration = configuration;
    this.onFailure = onFailure;
    this.tracing = new Tracing(configuration.otlpEndpoint());
    // Loading the signer takes a third of a second; meanwhile Kafka is asked for its topics.
    this.urls =
        CompletableFuture.supplyAsync(
            () ->
                new PresignedUrls(
                    configuration.s3Endpoint(),
                    configuration.s3Region(),
                    configuration.s3Bucket(),
                    configuration.s3AccessKey(),
                    configuration.s3SecretKey()),
            executor);
    this.topics = Topics.prefixed(configuration.topicPrefix());
    this.starter = Thread.ofPlatform().name("starter").unstarted(this::connect);
  }

  public void start() throws IOException {
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    bindGc();
    if (configuration.managementPort() != 0) {
      management =
          new ManagementServer(
              configuration.host(),
              configuration.managementPort(),
              meters,
              () -> !closed,
              this::ready);
    }
    starter.start();
  }

  @SuppressWarnings("resource") // lives as long as the process
  private void bindGc() {
    new JvmGcMetrics().bindTo(meters);
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
      Parts made = wire();
      synchronized (this) {
        if (closed) {
          stop(made);
          return;
        }
        parts = made;
      }
      made.engine()
          .start(
              new AttemptSession.Surroundings(
                  made.writer(), urls.join(), scheduler, executor, meters, made.engine()));
      made.instances().start();
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

  private Parts wire() {
    KafkaWriter writer = new KafkaWriter(configuration.kafkaBootstrap(), topics, clock);
    Announcements announcements = new Announcements(writer, clock);
    // The instances speak to the engine, and the engine calls the instances.
    Engine[] engine = new Engine[1];
    MlInstances instances =
        new MlInstances(
            configuration.mlServices(),
            clock,
            scheduler,
            executor,
            (MlInstance instance) -> {
              Engine known = engine[0];
              if (known != null) {
                known.instance(instance.view());
              }
              executor.execute(() -> announcements.look(instance));
            });
    engine[0] =
        new Engine(
            new RunMachine(RunPolicy.DEFAULT, () -> ThreadLocalRandom.current().nextDouble()),
            writer,
            instances,
            clock,
            meters,
            onFailure);
    instances
        .all()
        .forEach(instance -> {
          engine[0].instance(instance.view());
          meters.gauge(
              "signalbox.ml.instance.up",
              java.util.List.of(
                  io.micrometer.core.instrument.Tag.of("instance", instance.view().instance())),
              instance,
              one -> one.view().up() ? 1 : 0);
        });
    Predictions predictions =
        new Predictions(instances, writer, urls.join(), tracing, clock, meters);
    LogResends resends = new LogResends(instances, writer, meters);
    CommandConsumer consumer =
        new CommandConsumer(
            configuration.kafkaBootstrap(),
            topics,
            configuration.topicPrefix() + "-orchestrator",
            engine[0],
            predictions::answer,
            resends::resend,
            writer,
            tracing,
            meters,
            onFailure);
    return new Parts(writer, instances, engine[0], predictions, resends, consumer);
  }

  private static ScheduledExecutorService scheduler() {
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("timer").factory());
    pool.setRemoveOnCancelPolicy(true);
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return pool;
  }

  private static void stop(Parts parts) {
    parts.consumer().close();
    parts.engine().close();
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
        running.engine().abort();
        running.consumer().abort();
        running.instances().close();
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
