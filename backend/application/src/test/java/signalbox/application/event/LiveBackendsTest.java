package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
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
    after(LiveBackends.GONE.minusSeconds(1));
    backends.heard(larger);
    after(Duration.ofSeconds(2));

    assertThat(backends.forgetSilent()).containsExactly(smaller);
    assertThat(backends.lastLoss()).isEqualTo(now);
    assertThat(backends.forgetSilent()).isEmpty();
    assertThat(backends.alone()).isFalse();
    after(LiveBackends.GONE);
    assertThat(backends.forgetSilent()).containsExactly(larger);
    assertThat(backends.alone()).isTrue();
  }

  @Test
  void whoCannotHearTakesNobodyForGone() {
    backends.hearing(true);
    backends.heard(smaller);
    backends.hearing(false);
    after(Duration.ofHours(1));
    assertThat(backends.forgetSilent()).isEmpty();
    backends.hearing(true);
    after(LiveBackends.GONE);
    assertThat(backends.forgetSilent()).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(backends.forgetSilent()).containsExactly(smaller);
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

  private void after(Duration time) {
    now = now.plus(time);
  }
}
