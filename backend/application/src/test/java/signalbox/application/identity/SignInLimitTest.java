package signalbox.application.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Notice;

class SignInLimitTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<Notice> told = new ArrayList<>();
  private final SignInLimit limit = new SignInLimit(now::get, told::add);

  @Test
  void refusesAfterTooManyTriesUntilTheWindowEnds() {
    for (int i = 0; i < SignInLimit.MAX_FAILURES; i++) {
      limit.enter("Ada@example.org", "10.0.0.1");
    }
    assertThatThrownBy(() -> limit.enter("ada@example.org", "10.0.0.1"))
        .hasMessage("request.rate_limited");
    limit.enter("ada@example.org", "10.0.0.2");
    limit.enter("grace@example.org", "10.0.0.1");
    now.set(Instant.EPOCH.plus(SignInLimit.WINDOW));
    limit.enter("ada@example.org", "10.0.0.1");
  }

  @Test
  void forgetsTheTriesOfWhoGotIn() {
    for (int i = 0; i < 100; i++) {
      limit.enter("ada@example.org", "10.0.0.1");
      limit.succeeded("ada@example.org", "10.0.0.1");
    }
    assertThat(limit.size()).isZero();
  }

  @Test
  void countsTheTriesAtOtherBackends() {
    SignInLimit other = new SignInLimit(now::get, _ -> {});
    for (int i = 0; i < SignInLimit.MAX_FAILURES; i++) {
      limit.enter("ada@example.org", "10.0.0.1");
    }
    assertThat(told).hasSize(SignInLimit.MAX_FAILURES).doesNotHaveDuplicates();
    told.forEach(notice -> other.triedElsewhere(((Notice.SignInTried) notice).who()));

    assertThatThrownBy(() -> other.enter("Ada@example.org", "10.0.0.1"))
        .hasMessage("request.rate_limited");
    limit.succeeded("ada@example.org", "10.0.0.1");
    other.succeededElsewhere(((Notice.SignInSucceeded) told.getLast()).who());
    other.enter("ada@example.org", "10.0.0.1");
  }

  @Test
  void tellsNobodysName() {
    limit.enter("ada@example.org", "10.0.0.1");

    assertThat(told).hasSize(1);
    assertThat(told.toString()).doesNotContain("ada").doesNotContain("10.0.0.1");
  }

  @Test
  void staysSmall() {
    for (int i = 0; i < SignInLimit.MAX_PAIRS + 500; i++) {
      limit.enter("user-" + i + "@example.org", "10.0.0.1");
    }
    assertThat(limit.size()).isEqualTo(SignInLimit.MAX_PAIRS);
  }
}
