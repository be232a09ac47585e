package signalbox.presentation.websocket;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.event.ChangeHub;
import signalbox.application.event.OpenTopic;
import signalbox.application.event.TopicSource;
import signalbox.application.identity.Authenticator;
import signalbox.application.shared.Handler;
import signalbox.application.shared.StoredTraces;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.run.RunId;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.shared.Json;
import signalbox.presentation.shared.Origins;

/**
 * The live stream at {@value #PATH}, on the port of the REST server. Checks origin and token before
 * the upgrade, and never answers with the subprotocol that holds the token.
 */
public final class StreamServer implements Consumer<JavalinConfig>, AutoCloseable {
  public static final String PATH = "/api/v1/stream";

  private static final Logger LOG = LoggerFactory.getLogger(StreamServer.class);
  private static final String PROTOCOL = "signalbox.v1";
  private static final String BEARER = "bearer.";
  private static final int IDLE_HEARTBEATS = 4;

  private final Authenticator authenticator;
  private final Origins origins;
  private final StreamDefaults defaults;
  private final ErrorCatalogue errors;
  private final StreamStatistics statistics = new StreamStatistics();
  private final Set<StreamSocket> open = ConcurrentHashMap.newKeySet();
  private final StreamSocket.Context context;
  private volatile boolean closing;

  /**
   * @param pushed is told which runs' ends went to a viewer; must neither block nor throw
   * @param traces continues the traces of what a viewer is told
   */
  public StreamServer(
      Authenticator authenticator,
      Handler<OpenTopic, TopicSource> openTopic,
      ChangeHub hub,
      StreamEncoder encoder,
      Origins origins,
      ErrorCatalogue errors,
      Json json,
      InstantSource clock,
      StreamDefaults defaults,
      Consumer<List<RunId>> pushed,
      StoredTraces traces) {
    this.authenticator = authenticator;
    this.origins = origins;
    this.defaults = defaults;
    this.errors = errors;
    this.context =
        new StreamSocket.Context(
            authenticator,
            openTopic,
            new Feeds(hub, encoder, json, defaults, statistics),
            json,
            errors,
            defaults,
            statistics,
            clock,
            open,
            pushed,
            traces);
  }

  public StreamStatistics statistics() {
    return statistics;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.jetty.modifyServletContextHandler(handler ->
        JettyWebSocketServletContainerInitializer.configure(
            handler, (servletContext, container) -> map(container)));
  }

  /** Closes every socket with 1001; clients come back with their cursors. */
  @Override
  public void close() {
    closing = true;
    open.forEach(StreamSocket::goAway);
  }

  private void map(JettyWebSocketServerContainer container) {
    container.setMaxTextMessageSize(StreamDefaults.MAX_FRAME_BYTES);
    container.setMaxBinaryMessageSize(StreamDefaults.MAX_FRAME_BYTES);
    container.setMaxFrameSize(StreamDefaults.MAX_FRAME_BYTES);
    Duration idle = defaults.heartbeat().multipliedBy(IDLE_HEARTBEATS);
    container.setIdleTimeout(idle.plus(defaults.sendTimeout()));
    container.addMapping(PATH, this::upgrade);
  }

  private @Nullable Object upgrade(
      JettyServerUpgradeRequest request, JettyServerUpgradeResponse response) throws IOException {
    try {
      if (closing) {
        throw SignalboxException.of(ErrorCode.SYSTEM_UNAVAILABLE);
      }
      if (open.size() >= defaults.maxSockets()) {
        throw SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED);
      }
      if (!origins.allows(request.getHeader("Origin"), request.getHeader("Host"))) {
        throw SignalboxException.of(ErrorCode.AUTH_ORIGIN);
      }
      List<String> protocols = request.getSubProtocols();
      String token =
          protocols.stream()
              .filter(protocol -> protocol.startsWith(BEARER))
              .map(protocol -> protocol.substring(BEARER.length()))
              .findFirst()
              .orElseThrow(() -> SignalboxException.of(ErrorCode.AUTH_REQUIRED));
      if (!protocols.contains(PROTOCOL)) {
        throw SignalboxException.of(ErrorCode.AUTH_REQUIRED);
      }
      Principal principal = authenticator.authenticate(token);
      response.setAcceptedSubProtocol(PROTOCOL);
      return new StreamSocket(context, principal, token);
    } catch (SignalboxException e) {
      statistics.refused.increment();
      ErrorCatalogue.Entry entry = errors.entry(e.code());
      LOG.atLevel(entry.level()).log("{} {}", e.code().code(), PATH);
      response.sendError(entry.status(), e.code().code());
      return null;
    }
  }
}
