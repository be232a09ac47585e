package signalbox.bootstrap;

import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import signalbox.application.event.ChangeHub;
import signalbox.application.event.OpenTopicHandler;
import signalbox.application.shared.StoredTraces;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.postgres.run.PostgresRunDeletions;
import signalbox.presentation.shared.Origins;
import signalbox.presentation.view.ArtifactJson;
import signalbox.presentation.view.RunEventJson;
import signalbox.presentation.view.RunJson;
import signalbox.presentation.view.ServiceInstanceJson;
import signalbox.presentation.websocket.ContractEncoder;
import signalbox.presentation.websocket.StreamDefaults;
import signalbox.presentation.websocket.StreamServer;
import signalbox.presentation.websocket.StreamStatistics;

/** The live stream. */
final class StreamWiring implements Wiring {
  private final StreamServer stream;
  private final ChangeHub hub;
  private final Duration net;

  StreamWiring(
      Platform platform,
      IdentityWiring identity,
      RunWiring runs,
      MetricWiring metrics,
      ServiceWiring services,
      LogReadWiring logs,
      StudyWiring studies,
      NotificationWiring notifications,
      ChangeHub hub,
      StoredTraces traces) {
    this.hub = hub;
    net = platform.net();
    stream =
        new StreamServer(
            identity.authenticator(),
            new OpenTopicHandler(
                identity.access(),
                runs.access(),
                runs.runs(),
                new PostgresRunDeletions(platform.metadata()),
                runs.views(),
                runs.artifacts(),
                metrics.metrics(),
                services.services(),
                services.views(),
                logs.topics(),
                studies.topics(),
                notifications.notifications(),
                platform.transactions()),
            hub,
            new ContractEncoder(
                RunJson::of, RunEventJson::of, ArtifactJson::of, ServiceInstanceJson::of),
            new Origins(platform.settings().allowedOrigins()),
            platform.errors(),
            platform.json(),
            platform.clock(),
            StreamDefaults.STANDARD,
            runs.moments()::pushed,
            traces);
    watch(platform.observability(), stream.statistics());
  }

  private static void watch(Observability observability, StreamStatistics statistics) {
    observability.gauge(
        "signalbox.stream.clients", "Open sockets of the live stream", statistics::sockets);
    observability.gauge(
        "signalbox.stream.subscriptions", "Followed topics", statistics::subscriptions);
    observability.counter(
        "signalbox.stream.frames",
        "Frames of the live stream",
        statistics::framesSent,
        "direction",
        "out");
    observability.counter(
        "signalbox.stream.frames",
        "Frames of the live stream",
        statistics::framesReceived,
        "direction",
        "in");
    observability.counter(
        "signalbox.stream.reads", "Reads of topics from the stores", statistics::reads);
    observability.counter(
        "signalbox.stream.shared",
        "Batches that another viewer's read had brought",
        statistics::sharedBatches);
    observability.counter(
        "signalbox.stream.slow.clients",
        "Sockets closed because they took no frame in time",
        statistics::slowClients);
    observability.gauge(
        "signalbox.stream.lag.seconds",
        "The longest that a viewer waits for its next batch",
        statistics::lagSeconds);
    observability.timer(
        "signalbox.stream.delivery",
        "Time from the news of a change until its batch was written to a viewer",
        statistics::deliveredBatches,
        statistics::deliveryNanos);
    observability.counter(
        "signalbox.stream.refused", "Upgrades refused", statistics::refusedUpgrades);
  }

  /** How many sockets are open. */
  int viewers() {
    return stream.statistics().sockets();
  }

  @Override
  public List<Consumer<JavalinConfig>> extensions() {
    return List.of(stream);
  }

  @Override
  public List<Part> parts() {
    return List.of(TimerPart.every(net, "stream-net", hub::wakeAll));
  }

  @Override
  public void goAway() {
    stream.close();
  }
}
