package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LiveBackendsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final BackendId own = new BackendId(new UUID(5, 5));
  private Instant now = START;
  private final LiveBackends backends = new LiveBackends(own, () -> now);
  private final BackendFacts smaller = TestBackends.of(new BackendId(new UUID(4, 4)), "b");
  private final BackendFacts larger = TestBackends.of(new BackendId(new UUID(6, 6)), "a");

  @Test
  void knowsWhoIsNew() {
    assertThat(backends.alone()).isTrue();
    assertThat(backends.heard(smaller)).isTrue();
    assertThat(backends.heard(smaller)).isFalse();
    assertThat(backends.heard(larger)).isTrue();
    assertThat(backends.heard(TestBackends.of(own, "me"))).isFalse();
    assertThat(backends.alone()).isFalse();
    assertThat(backends.others())
        .extracting(heard -> heard.facts().name())
        .containsExactly("a", "b");
  }

  @Test
  void oneLeads() {
    assertThat(backends.leads()).isTrue();
    backends.heard(larger);
    assertThat(backends.leads()).isTrue();
    backends.heard(smaller);
    assertThat(backends.leads()).isFalse();
    backends.left(smaller.id());
    assertThat(backends.leads()).isTrue();
  }

  @Test
  void forgetsWhoIsSilentForTooLong() {
    backends.hearing(true);
    backends.heard(smaller);
    assertThat(silentAfter(LiveBackends.GONE)).isEmpty();
    backends.heard(larger);

    assertThat(silentAfter(Duration.ofSeconds(1))).containsExactly(smaller);
    assertThat(backends.lastLoss()).isEqualTo(now);
    assertThat(backends.forgetSilent()).isEmpty();
    assertThat(backends.alone()).isFalse();
    assertThat(silentAfter(LiveBackends.GONE)).containsExactly(larger);
    assertThat(backends.alone()).isTrue();
  }

  @Test
  void whoCannotHearTakesNobodyForGone() {
    backends.hearing(true);
    backends.heard(smaller);
    backends.hearing(false);
    assertThat(silentAfter(Duration.ofMinutes(10))).isEmpty();
    backends.hearing(true);
    assertThat(silentAfter(LiveBackends.GONE)).isEmpty();
    assertThat(silentAfter(Duration.ofSeconds(1))).containsExactly(smaller);
  }

  @Test
  void whoStoodStillListensFirst() {
    backends.hearing(true);
    backends.heard(smaller);
    assertThat(silentAfter(LiveBackends.BEAT)).isEmpty();
    after(Duration.ofHours(1));
    assertThat(backends.forgetSilent()).isEmpty();
    assertThat(silentAfter(LiveBackends.GONE)).isEmpty();
    assertThat(silentAfter(Duration.ofSeconds(1))).containsExactly(smaller);
  }

  @Test
  void itsOwnStartIsALossBecauseItKnowsOfNoneBefore() {
    assertThat(backends.lastLoss()).isEqualTo(START);
    after(Duration.ofSeconds(7));
    assertThat(backends.left(smaller.id())).isFalse();
    assertThat(backends.lastLoss()).isEqualTo(START);
    backends.heard(smaller);
    assertThat(backends.left(smaller.id())).isTrue();
    assertThat(backends.lastLoss()).isEqualTo(now);
  }

  @Test
  void staysSmall() {
    for (int i = 0; i < 2 * LiveBackends.MOST; i++) {
      backends.heard(TestBackends.named("backend " + i));
    }
    assertThat(backends.others()).hasSize(LiveBackends.MOST);
  }

  /** Who is found silent in this time, in which it looks again and again. */
  private List<BackendFacts> silentAfter(Duration time) {
    List<BackendFacts> silent = new ArrayList<>();
    for (Instant end = now.plus(time); now.isBefore(end); ) {
      after(Duration.ofSeconds(1));
      silent.addAll(backends.forgetSilent());
    }
    return silent;
  }

  private void after(Duration time) {
    now = now.plus(time);
  }
}
