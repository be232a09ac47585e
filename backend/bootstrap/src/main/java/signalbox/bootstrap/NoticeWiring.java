package signalbox.bootstrap;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.event.BackendFacts;
import signalbox.application.event.BackendId;
import signalbox.application.event.BroadcastSignal;
import signalbox.application.event.ChangeHub;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.LiveBackends;
import signalbox.application.event.Notice;
import signalbox.application.event.NoticeBus;
import signalbox.application.event.NoticePost;
import signalbox.application.event.TakeNotices;
import signalbox.application.event.TellAlive;
import signalbox.application.identity.SignInLimit;
import signalbox.application.prediction.PredictionWaiters;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.postgres.event.PostgresNoticeBus;

/** What the backends of a database tell each other, and who of this one hears it. */
final class NoticeWiring implements Wiring {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeWiring.class);

  private final Platform platform;
  private final BackendId id;
  private final Instant startedAt;
  private final ChangeHub hub = new ChangeHub();
  private final PredictionWaiters predictions = new PredictionWaiters();
  private final LiveBackends backends;
  private final NoticeBus bus;
  private final NoticePost post;
  private final ChangeSignal signal;
  private final SignInLimit signIns;
  private final TakeNotices take;
  private final List<Runnable> whenGone = new CopyOnWriteArrayList<>();
  private final Map<Notice.Work, Runnable> looks = new ConcurrentHashMap<>();
  private volatile IntSupplier viewers = () -> 0;
  private volatile Supplier<List<Integer>> partitions = List::of;

  NoticeWiring(Platform platform) {
    this.platform = platform;
    id = new BackendId(platform.ids().next());
    startedAt = platform.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    backends = new LiveBackends(id, platform.clock());
    bus = new PostgresNoticeBus(platform.metadata(), id);
    post = new NoticePost(bus, backends::alone);
    signal = new BroadcastSignal(hub, post);
    signIns = new SignInLimit(platform.clock(), post::tell);
    take =
        new TakeNotices(
            new TakeNotices.Desks(
                hub, predictions, signIns, backends, post, this::self, this::look, this::gone));
    watch(platform.observability());
  }

  private void watch(Observability observability) {
    observability.gauge(
        "signalbox.backends",
        "Backends that are alive, this one among them",
        () -> backends.others().size() + 1);
    observability.gauge(
        "signalbox.backend.info",
        "1, with the name and the version of the backend",
        () -> 1,
        "backend",
        platform.settings().name(),
        "version",
        platform.version());
    observability.counter(
        "signalbox.notices.sent", "Notices that were sent to other backends", post::sentNotices);
    observability.counter(
        "signalbox.notices.heard", "Notices of other backends", take::heardNotices);
    observability.counter(
        "signalbox.notices.lost",
        "Notices that did not fit or could not be sent",
        post::lostNotices);
    observability.counter(
        "signalbox.notice.interruptions",
        "How often the connection was lost that brings notices",
        take::interruptions);
    observability.gauge(
        "signalbox.notices.hearing", "1 while notices come", () -> take.hearing() ? 1 : 0);
  }

  /** What this backend tells of itself. */
  BackendFacts self() {
    return new BackendFacts(
        id,
        platform.settings().name(),
        platform.version(),
        startedAt,
        viewers.getAsInt(),
        partitions.get());
  }

  /** Where to ask for what changes of this backend. */
  void describe(IntSupplier howManyViewers, Supplier<List<Integer>> whichPartitions) {
    viewers = howManyViewers;
    partitions = whichPartitions;
  }

  /**
   * @param action done whenever another backend is gone; must neither block nor throw
   */
  void whenGone(Runnable action) {
    whenGone.add(action);
  }

  private void gone() {
    LOG.info("Another backend is gone; {} are left", backends.others().size() + 1);
    whenGone.forEach(Runnable::run);
  }

  /**
   * @param look has such work looked at here; must neither block nor throw
   * @return has it looked at here and in all other backends
   */
  Runnable looking(Notice.Work work, Runnable look) {
    looks.put(work, look);
    return () -> {
      look.run();
      post.tell(new Notice.WorkWaits(work));
    };
  }

  private void look(Notice.Work work) {
    Runnable look = looks.get(work);
    if (look != null) {
      look.run();
    }
  }

  /** Wakes the viewers of this backend. */
  ChangeHub hub() {
    return hub;
  }

  /** Wakes the viewers of all backends. */
  ChangeSignal signal() {
    return signal;
  }

  /** Tells the other backends. */
  Consumer<Notice> others() {
    return post::tell;
  }

  PredictionWaiters predictions() {
    return predictions;
  }

  SignInLimit signIns() {
    return signIns;
  }

  LiveBackends backends() {
    return backends;
  }

  @Override
  public List<Part> parts() {
    TellAlive alive = new TellAlive(post, backends, this::self, this::gone);
    return List.of(
        new NoticePart(bus, post, take), TimerPart.every(LiveBackends.BEAT, "backend-beat", alive));
  }

  private record NoticePart(NoticeBus bus, NoticePost post, TakeNotices take) implements Part {
    @Override
    public String name() {
      return "notices";
    }

    @Override
    public void start() {
      post.start();
      bus.listen(take);
    }

    @Override
    public void close() {
      post.tell(new Notice.Leaving());
      post.close();
      bus.close();
    }
  }
}
