package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import signalbox.application.identity.SignInLimit;
import signalbox.application.prediction.PredictionWaiters;
import signalbox.domain.run.RunId;

/** Two backends on one bus, without any net below it. */
@Timeout(60)
class TakeNoticesTest {
  private final InMemoryNoticeBus.Wire wire = new InMemoryNoticeBus.Wire();
  private final Topic topic = new Topic.OneRun(new RunId(UUID.randomUUID()));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Backend first = new Backend();
  private final Backend second = new Backend();

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  /** As it is wired, but for the store. */
  private final class Backend {
    private final BackendFacts facts = TestBackends.named("some");
    private final NoticeBus bus = new InMemoryNoticeBus(wire, facts.id());
    private final LiveBackends others = new LiveBackends(facts.id(), () -> now);
    private final NoticePost post = new NoticePost(bus, others::alone);
    private final ChangeHub hub = new ChangeHub();
    private final ChangeSignal signal = new BroadcastSignal(hub, post);
    private final SignInLimit limit = new SignInLimit(() -> now, post::tell);
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger losses = new AtomicInteger();
    private final List<Notice.Work> work = new CopyOnWriteArrayList<>();
    private final TakeNotices take =
        new TakeNotices(
            new TakeNotices.Desks(
                hub,
                new PredictionWaiters(),
                limit,
                others,
                post,
                () -> facts,
                work::add,
                losses::incrementAndGet));

    Backend() {
      hub.watch(topic, changes::incrementAndGet);
      post.start();
    }

    void start() {
      bus.listen(take);
    }

    void close() {
      post.close();
      bus.close();
    }
  }

  private void meet() {
    first.start();
    second.start();
    await().until(() -> !first.others.alone() && !second.others.alone());
    // What they still have to say to each other comes before these.
    tell(first, new Notice.PredictionStored(UUID.randomUUID()));
    tell(second, new Notice.PredictionStored(UUID.randomUUID()));
    first.changes.set(0);
    second.changes.set(0);
  }

  /** Returns once the other one has heard it. */
  private void tell(Backend backend, Notice notice) {
    backend.post.tell(notice);
    await().until(() -> heard().contains(notice));
  }

  private List<Notice> heard() {
    return wire.sent().stream().flatMap(List::stream).toList();
  }

  @Test
  void meetAtOnce() {
    meet();

    assertThat(first.others.others())
        .extracting(LiveBackends.Heard::facts)
        .containsExactly(second.facts);
    assertThat(second.others.others())
        .extracting(LiveBackends.Heard::facts)
        .containsExactly(first.facts);
    assertThat(first.take.hearing()).isTrue();
  }

  @Test
  void aChangeHereWakesViewersThere() {
    meet();

    first.signal.changed(topic);

    assertThat(first.changes).hasValue(1);
    await().until(() -> second.changes.get() == 1);
    tell(first, new Notice.Changed(new Topic.SystemState()));
    assertThat(second.changes).hasValue(1);
    assertThat(first.changes).as("Its own notice does not come back").hasValue(1);
  }

  @Test
  void muchWakesEverybody() {
    meet();

    tell(first, new Notice.MuchChanged());

    assertThat(second.changes).hasValue(1);
  }

  @Test
  void aConnectionThatIsBackWakesEverybody() {
    meet();

    second.take.disconnected();
    assertThat(second.take.hearing()).isFalse();
    assertThat(second.take.interruptions()).isEqualTo(1);
    second.take.connected();

    assertThat(second.changes).hasValue(1);
  }

  @Test
  void workThatWaitsIsLookedAtThere() {
    meet();
    assertThat(second.work).as("it may have missed any").containsExactly(Notice.Work.values());
    second.work.clear();

    tell(first, new Notice.WorkWaits(Notice.Work.IMPORTS));

    assertThat(second.work).containsExactly(Notice.Work.IMPORTS);
  }

  @Test
  void triesToSignInCountEverywhere() {
    meet();

    for (int i = 0; i < 5; i++) {
      first.limit.enter("ada@example.org", "10.0.0.1");
    }

    await().until(() -> heard().stream().filter(Notice.SignInTried.class::isInstance).count() == 5);
    second.limit.enter("ada@example.org", "10.0.0.2");
    assertThatThrownBy(() -> second.limit.enter("ada@example.org", "10.0.0.1"))
        .hasMessage("request.rate_limited");
    first.limit.succeeded("ada@example.org", "10.0.0.1");
    await().until(() -> heard().stream().anyMatch(Notice.SignInSucceeded.class::isInstance));
    second.limit.enter("ada@example.org", "10.0.0.1");
  }

  @Test
  void whoLeavesIsMissed() {
    meet();

    tell(second, new Notice.Leaving());

    assertThat(first.losses).hasValue(1);
    assertThat(first.others.alone()).isTrue();
  }

  @Test
  void whoIsSilentIsMissed() {
    meet();
    TellAlive alive =
        new TellAlive(first.post, first.others, () -> first.facts, first.losses::incrementAndGet);
    alive.run();
    assertThat(first.losses).hasValue(0);
    for (int i = 0; i < 4; i++) {
      now = now.plus(LiveBackends.BEAT);
      alive.run();
    }

    assertThat(first.losses).hasValue(1);
    await().until(() -> heard().getLast().equals(new Notice.Alive(first.facts)));
  }
}
