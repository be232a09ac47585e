package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private final RestartPolicy policy = new RestartPolicy();

  @Test
  void waitsLongerEachTimeThenGivesUp() {
    var pauses = new ArrayList<Duration>();
    for (int death = 0; death < RestartPolicy.LIMIT; death++) {
      pauses.add(policy.died(death).orElseThrow());
    }

    assertThat(pauses).isSorted().first().isEqualTo(Duration.ofMillis(200));
    assertThat(pauses).last().isEqualTo(Duration.ofSeconds(4));
    assertThat(policy.died(RestartPolicy.LIMIT)).isEmpty();
  }

  @Test
  void forgetsDeathsThatAreLongAgo() {
    long apart = RestartPolicy.WINDOW.toNanos() + 1;

    for (long death = 0; death < 20; death++) {
      assertThat(policy.died(death * apart)).isEqualTo(Optional.of(Duration.ofMillis(200)));
    }
  }
}
