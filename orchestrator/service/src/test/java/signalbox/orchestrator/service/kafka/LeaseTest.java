package signalbox.orchestrator.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private final Steps clock = new Steps();
  private final Lease lease = new Lease(clock);

  @Test
  void isNotHeldBeforeTheGroupHasAnswered() {
    assertThat(lease.held()).isFalse();
    Lease.Question question = lease.ask();
    assertThat(lease.held()).isFalse();
    question.answered();
    assertThat(lease.held()).isTrue();
  }

  @Test
  void endsBeforeTheGroupGivesThePartitionsAway() {
    lease.ask().answered();
    clock.now = clock.now.plus(Lease.SESSION).minusMillis(501);
    assertThat(lease.held()).isTrue();
    clock.now = clock.now.plusMillis(1);
    assertThat(lease.held()).isFalse();
  }

  @Test
  void countsFromTheQuestionAndNotFromTheAnswer() {
    Lease.Question early = lease.ask();
    clock.now = clock.now.plus(Duration.ofSeconds(5));
    early.answered();
    clock.now = clock.now.plus(Duration.ofSeconds(1));
    assertThat(lease.held()).isFalse();
  }

  @Test
  void anOldAnswerTakesNothingAway() {
    Lease.Question early = lease.ask();
    clock.now = clock.now.plus(Duration.ofSeconds(5));
    lease.ask().answered();
    early.answered();
    clock.now = clock.now.plus(Duration.ofSeconds(2));
    assertThat(lease.held()).isTrue();
  }

  private static final class Steps extends Clock {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
