package signalbox.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.bootstrap.observability.ManagementServer;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.presentation.rest.ProblemMapper;
import signalbox.presentation.rest.RestServer;
import signalbox.presentation.rest.Route;
import signalbox.presentation.shared.Origins;

/** The whole backend: started once, closed once. */
public final class Backend implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
  private static final int TRIES_BETWEEN_LINES = 20;

  private final Platform platform;
  private final List<Part> started = new ArrayList<>();
  private final RestServer server;
  private final Features features;
  private final Optional<ManagementServer> management;
  private volatile boolean ready;

  private Backend(Platform platform, RestServer server, Features features) {
    this.platform = platform;
    this.server = server;
    this.features = features;
    Settings settings = platform.settings();
    this.management =
        settings.managementPort() == 0
            ? Optional.empty()
            : Optional.of(
                new ManagementServer(
                    settings.host(),
                    settings.managementPort(),
                    platform.observability()::scrape,
                    () -> ready && features.ready()));
  }

  /**
   * Waits for the database and the object store, then starts everything and opens the port.
   *
   * @throws SchemaVersions.Wrong when the database was not migrated to this program's version
   */
  public static Backend start(Settings settings) {
    return start(new Platform(settings));
  }

  /** The same on a platform that is closed with it. */
  static Backend start(Platform platform) {
    Settings settings = platform.settings();
    Backend backend = null;
    try {
      NoticeWiring notices = new NoticeWiring(platform);
      IdentityWiring identity = new IdentityWiring(platform, notices.signIns());
      Features features = new Features(platform, identity, notices);
      List<Wiring> wirings = features.wirings();
      RestServer server =
          new RestServer(
              new RestServer.Options(
                  settings.host(),
                  settings.port(),
                  settings.webDirectory(),
                  new Origins(settings.allowedOrigins()),
                  wirings.stream().flatMap(wiring -> wiring.extensions().stream()).toList()),
              wirings.stream().flatMap(wiring -> wiring.routes().stream()).toList(),
              identity.authenticator(),
              new ProblemMapper(platform.errors()),
              platform.json(),
              platform.observability().requestObserver());
      backend = new Backend(platform, server, features);
      backend.management.ifPresent(ManagementServer::start);
      waitFor("PostgreSQL", () -> SchemaVersions.check(platform));
      waitFor("the object store", platform.objects()::prepare);
      identity.ensureAdministrator(settings);
      for (Wiring wiring : wirings) {
        for (Part part : wiring.parts()) {
          backend.started.add(part);
          part.start();
          LOG.debug("Started {}", part.name());
        }
      }
      server.start();
      backend.ready = true;
      LOG.info("This is the backend {}", settings.name());
      LOG.info("The backend is ready on http://{}:{}", settings.host(), server.port());
      return backend;
    } catch (RuntimeException e) {
      if (backend == null) {
        platform.close();
      } else {
        backend.close();
      }
      throw e;
    }
  }

  /** The port that is open. */
  public int port() {
    return server.port();
  }

  /** The routes that are registered. */
  public List<Route> routes() {
    return server.routes();
  }

  /** Refuses new requests, lets running ones end for a bounded time, then ends everything else. */
  @Override
  public void close() {
    ready = false;
    features.wirings().forEach(Wiring::goAway);
    closeQuietly("the REST server", server);
    for (Part part : started.reversed()) {
      closeQuietly(part.name(), part);
    }
    management.ifPresent(open -> closeQuietly("the management port", open));
    closeQuietly("the platform", platform);
  }

  private static void closeQuietly(String name, AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.warn("{} did not end cleanly", name, e);
    }
  }

  private static void waitFor(String name, Runnable attempt) {
    for (int tries = 0; ; tries++) {
      try {
        attempt.run();
        return;
      } catch (SignalboxException e) {
        if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
          throw e;
        }
        if (tries % TRIES_BETWEEN_LINES == 0) {
          LOG.info("Waiting for {}: {}", name, rootMessage(e));
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_TRIES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SignalboxException.of(ErrorCode.SYSTEM_UNAVAILABLE).causedBy(e);
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    return String.valueOf(root.getMessage());
  }
}
