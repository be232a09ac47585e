package signalbox.presentation.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.event.OpenTopic;
import signalbox.application.event.Topic;
import signalbox.application.event.TopicSource;
import signalbox.application.identity.Authenticator;
import signalbox.application.shared.Handler;
import signalbox.application.shared.StoredTraces;
import signalbox.application.shared.TraceSpans;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.run.RunId;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.shared.Json;

/**
 * One open socket. All that it does happens on one virtual thread, which reads after the client's
 * cursors when it is woken and the client has credit: at most one frame of the client and one frame
 * to it are in memory. Public because Jetty looks its methods up.
 */
public final class StreamSocket implements Session.Listener {
  static final int TOKEN_EXPIRED = 4401;

  private static final Logger LOG = LoggerFactory.getLogger(StreamSocket.class);
  private static final int NORMAL = 1000;
  private static final int GOING_AWAY = 1001;
  private static final int UNSUPPORTED_DATA = 1003;

  private final Context context;
  private final String token;
  private final AtomicReference<@Nullable String> inbound = new AtomicReference<>();
  private final Semaphore wakeUps = new Semaphore(0);
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private volatile Principal principal;
  private volatile boolean ended;
  private volatile boolean goingAway;
  private @Nullable Session session;

  /** What all sockets share. */
  record Context(
      Authenticator authenticator,
      Handler<OpenTopic, TopicSource> openTopic,
      Feeds feeds,
      Json json,
      ErrorCatalogue errors,
      StreamDefaults defaults,
      StreamStatistics statistics,
      InstantSource clock,
      Set<StreamSocket> open,
      Consumer<List<RunId>> pushed,
      StoredTraces traces) {}

  StreamSocket(Context context, Principal principal, String token) {
    this.context = context;
    this.principal = principal;
    this.token = token;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    context.open().add(this);
    context.statistics().openSockets.incrementAndGet();
    Thread.ofVirtual().name("stream").start(() -> serve(opened));
    opened.demand();
  }

  @Override
  public void onWebSocketText(String message) {
    // The next frame is asked for when this one has been handled, so there is only ever one.
    inbound.set(message);
    wake();
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    Session open = session;
    if (open != null) {
      open.close(UNSUPPORTED_DATA, "text frames only", Callback.NOOP);
    }
    end();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.debug("A socket of the stream failed", cause);
    end();
  }

  @Override
  public void onWebSocketClose(int status, @Nullable String reason, Callback callback) {
    callback.succeed();
    end();
  }

  /** Closes the socket because the server stops. */
  void goAway() {
    goingAway = true;
    end();
  }

  private void end() {
    ended = true;
    wake();
  }

  private void wake() {
    if (woken.compareAndSet(false, true)) {
      wakeUps.release();
    }
  }

  private void serve(Session open) {
    int closeStatus = NORMAL;
    String closeReason = "";
    try {
      long nextHeartbeat = System.nanoTime() + context.defaults().heartbeat().toNanos();
      long nextTokenCheck = System.nanoTime() + context.defaults().tokenCheck().toNanos();
      while (!ended) {
        woken.set(false);
        String frame = inbound.getAndSet(null);
        if (frame != null) {
          context.statistics().received.increment();
          receive(open, frame);
          open.demand();
        }
        boolean sent = sendBatches(open);
        if (System.nanoTime() - nextTokenCheck >= 0) {
          checkToken();
          nextTokenCheck = System.nanoTime() + context.defaults().tokenCheck().toNanos();
        }
        if (System.nanoTime() - nextHeartbeat >= 0) {
          send(open, new ServerFrame.Heartbeat(context.clock().instant()));
          dropForbidden(open);
          nextHeartbeat = System.nanoTime() + context.defaults().heartbeat().toNanos();
        }
        if (!sent && !ended) {
          long wait = Math.min(nextHeartbeat, nextTokenCheck) - System.nanoTime();
          boolean _ = wakeUps.tryAcquire(Math.max(wait, 0), TimeUnit.NANOSECONDS);
        }
      }
      if (goingAway) {
        closeStatus = GOING_AWAY;
        closeReason = "the server stops";
      }
    } catch (TokenExpired e) {
      closeStatus = TOKEN_EXPIRED;
      closeReason = "the session has ended";
    } catch (SocketGone e) {
      LOG.debug("A socket of the stream is gone: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("A socket of the stream broke", e);
    } finally {
      ended = true;
      subscriptions.values().forEach(this::leave);
      context.open().remove(this);
      context.statistics().openSockets.decrementAndGet();
      if (open.isOpen()) {
        open.close(closeStatus, closeReason, Callback.NOOP);
      }
    }
  }

  private void receive(Session open, String text) throws InterruptedException {
    String topic = null;
    try {
      ClientFrame frame = ClientFrame.parse(context.json(), text);
      topic = frame.topic();
      switch (frame) {
        case ClientFrame.Subscribe subscribe -> subscribe(open, subscribe);
        case ClientFrame.Unsubscribe unsubscribe -> drop(unsubscribe.topic());
        case ClientFrame.Credit credit -> {
          Subscription subscription = subscriptions.get(credit.topic());
          if (subscription != null) {
            subscription.credit =
                Math.min(StreamDefaults.MAX_CREDIT, subscription.credit + credit.n());
          }
        }
      }
    } catch (SignalboxException e) {
      if (topic != null) {
        drop(topic);
      }
      sendError(open, topic, e);
    }
  }

  private void subscribe(Session open, ClientFrame.Subscribe frame) throws InterruptedException {
    drop(frame.topic());
    if (subscriptions.size() >= context.defaults().maxSubscriptions()) {
      throw SignalboxException.of(ErrorCode.STREAM_MALFORMED_FRAME)
          .safe("reason", "at most " + context.defaults().maxSubscriptions() + " subscriptions");
    }
    Topic topic =
        Topic.parse(frame.topic(), principal.userId())
            .orElseThrow(() ->
                SignalboxException.of(ErrorCode.STREAM_UNKNOWN_TOPIC)
                    .unsafe("topic", frame.topic()));
    TopicSource source = context.openTopic().handle(principal, new OpenTopic(topic));
    Lag lag = new Lag();
    Runnable viewer =
        () -> {
          lag.told(System.nanoTime());
          wake();
        };
    Feed feed = context.feeds().join(topic, source, viewer);
    Subscription subscription = new Subscription(topic, feed, viewer, lag, frame.credit());
    subscriptions.put(frame.topic(), subscription);
    context.statistics().follow(lag);
    if (frame.after() == null) {
      Feed.Encoded snapshot = feed.snapshot();
      subscription.cursor = snapshot.to();
      sendText(open, snapshot.text());
    } else {
      subscription.cursor = frame.after();
    }
  }

  /** Sends at most one batch of each subscription, so that none starves another. */
  private boolean sendBatches(Session open) throws InterruptedException {
    boolean sent = false;
    for (Subscription subscription : List.copyOf(subscriptions.values())) {
      if (ended) {
        return false;
      }
      long version = subscription.feed.version();
      if (subscription.seenVersion == version) {
        if (!subscription.unread) {
          subscription.lag.caughtUp();
        }
        continue;
      }
      if (subscription.credit == 0) {
        continue;
      }
      long readAt = System.nanoTime();
      Feed.Encoded batch;
      try {
        batch = subscription.feed.after(subscription.cursor);
      } catch (SignalboxException e) {
        if (e.code().kind() == ErrorKind.UNAVAILABLE || e.code().kind() == ErrorKind.INTERNAL) {
          // The store is away: the cursor stays, and the next tick asks again.
          LOG.debug("The topic {} cannot be read now", subscription.topic, e);
          subscription.seenVersion = version;
          subscription.unread = true;
          continue;
        }
        drop(subscription.topic.toString());
        sendError(open, subscription.topic.toString(), e);
        continue;
      }
      subscription.unread = false;
      if (batch == null) {
        subscription.seenVersion = version;
        subscription.lag.caughtUp();
      } else {
        List<TraceSpans.Span> pushes = pushes(subscription.topic, batch);
        sendText(open, batch.text());
        pushes.forEach(TraceSpans.Span::close);
        context.statistics().delivered(subscription.lag.delivered(readAt, System.nanoTime()));
        if (!batch.ended().isEmpty()) {
          context.pushed().accept(batch.ended());
        }
        subscription.cursor = batch.to();
        subscription.credit--;
        sent = true;
      }
    }
    return sent;
  }

  /** Of the traces whose runs the batch tells of; whoever reads it first continues them. */
  private List<TraceSpans.Span> pushes(Topic topic, Feed.Encoded batch) {
    if (batch.traces().isEmpty()) {
      return List.of();
    }
    String text = topic.toString();
    String name = "push " + text.substring(0, Math.max(0, text.indexOf(':')));
    return batch.traces().stream()
        .flatMap(trace -> context.traces().telling(name, trace).stream())
        .map(span -> span.with("network.protocol.name", "websocket"))
        .toList();
  }

  private void checkToken() {
    try {
      principal = context.authenticator().authenticate(token);
    } catch (SignalboxException e) {
      if (e.code().kind() == ErrorKind.UNAUTHENTICATED) {
        throw new TokenExpired();
      }
      LOG.debug("The token cannot be checked now", e);
    }
  }

  /** Whoever has lost a role loses the topics that it opened. */
  private void dropForbidden(Session open) throws InterruptedException {
    for (Subscription subscription : List.copyOf(subscriptions.values())) {
      try {
        context.openTopic().handle(principal, new OpenTopic(subscription.topic));
      } catch (SignalboxException e) {
        if (e.code() == ErrorCode.STREAM_UNKNOWN_TOPIC) {
          drop(subscription.topic.toString());
          sendError(open, subscription.topic.toString(), e);
        }
      }
    }
  }

  private void drop(String topic) {
    Subscription subscription = subscriptions.remove(topic);
    if (subscription != null) {
      leave(subscription);
    }
  }

  private void leave(Subscription subscription) {
    context.feeds().leave(subscription.topic, subscription.viewer);
    context.statistics().leave(subscription.lag);
  }

  private void sendError(Session open, @Nullable String topic, SignalboxException e)
      throws InterruptedException {
    send(open, new ServerFrame.Refusal(topic, e.code().code(), context.errors().text(e)));
  }

  private void send(Session open, Object frame) throws InterruptedException {
    sendText(open, new String(context.json().write(frame), StandardCharsets.UTF_8));
  }

  private void sendText(Session open, String text) throws InterruptedException {
    Callback.Completable written = new Callback.Completable();
    open.sendText(text, written);
    try {
      written.get(context.defaults().sendTimeout().toMillis(), TimeUnit.MILLISECONDS);
      context.statistics().sent.increment();
    } catch (TimeoutException e) {
      context.statistics().slow.increment();
      open.disconnect();
      throw new SocketGone("it took no frame in time", e);
    } catch (ExecutionException e) {
      throw new SocketGone("it cannot be written to", e);
    }
  }

  /** A followed topic. Touched by the socket's thread alone. */
  private static final class Subscription {
    final Topic topic;
    final Feed feed;
    final Runnable viewer;
    final Lag lag;
    int credit;
    String cursor = "";
    long seenVersion;

    /** The store was away when this version was to be read. */
    boolean unread;

    Subscription(Topic topic, Feed feed, Runnable viewer, Lag lag, int credit) {
      this.topic = topic;
      this.feed = feed;
      this.viewer = viewer;
      this.lag = lag;
      this.credit = credit;
    }
  }

  private static final class SocketGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SocketGone(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static final class TokenExpired extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
