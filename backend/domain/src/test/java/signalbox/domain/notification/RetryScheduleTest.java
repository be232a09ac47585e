package signalbox.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a delivery is tried again. */
final class RetryScheduleTest {
  private final RetrySchedule schedule =
      new RetrySchedule(Duration.ofSeconds(4), Duration.ofMinutes(1), 5);

  @Test
  void doublesWithJitterUpToALimit() {
    Random random = new Random(7);
    for (int tried = 1; tried <= 60; tried++) {
      long plain = Math.min(4000L << Math.min(tried - 1, 10), 60_000);
      assertThat(schedule.pause(tried, random).toMillis()).isBetween(plain / 2, plain * 3 / 2);
    }
  }

  @Test
  void doesNotTryAllAtOnce() {
    Random random = new Random(7);
    assertThat(schedule.pause(3, random)).isNotEqualTo(schedule.pause(3, random));
  }

  @Test
  void endsAfterItsTries() {
    assertThat(schedule.again(4)).isTrue();
    assertThat(schedule.again(5)).isFalse();
  }
}
