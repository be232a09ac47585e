package signalbox.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import signalbox.application.service.PartHealth.State;

class SystemHealthCheckTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  void isUpWhenEveryPartIs() {
    SystemHealth health = look(probe("metadata", State.UP), probe("kafka", State.UP));
    assertThat(health.state()).isEqualTo(State.UP);
    assertThat(health.parts()).extracting(PartHealth::name).containsExactly("metadata", "kafka");
  }

  @Test
  void isDegradedWhenAPartIsNotUp() {
    assertThat(look(probe("metadata", State.UP), probe("kafka", State.DOWN)).state())
        .isEqualTo(State.DEGRADED);
    assertThat(look(probe("metadata", State.UP), probe("services", State.DEGRADED)).state())
        .isEqualTo(State.DEGRADED);
  }

  @Test
  void isDownWithoutTheTruth() {
    assertThat(look(probe("kafka", State.UP), probe("metadata", State.DOWN)).state())
        .isEqualTo(State.DOWN);
  }

  @Test
  void callsAPartDownThatThrowsOrHangsAndTellsNothingSecret() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    SystemHealth health =
        look(
            new Probe(
                "kafka",
                () -> {
                  throw new IllegalStateException("password=secret");
                }),
            new Probe(
                "s3",
                () -> {
                  never.await();
                  return new PartHealth("s3", State.UP, null);
                }),
            probe("metadata", State.UP));
    assertThat(health.parts())
        .extracting(PartHealth::state)
        .containsExactly(State.DOWN, State.DOWN, State.UP);
    assertThat(health.toString()).doesNotContain("secret");
  }

  @Test
  void looksOnceForAllWhoAskAtTheSameTime() {
    AtomicInteger looks = new AtomicInteger();
    Probe counted =
        new Probe(
            "metadata",
            () -> {
              looks.incrementAndGet();
              return new PartHealth("metadata", State.UP, null);
            });
    try (SystemHealthCheck check = new SystemHealthCheck(List.of(counted), "1", null, SHORT)) {
      SystemHealth first = check.check();
      assertThat(check.check()).isSameAs(first);
    }
    assertThat(looks).hasValue(1);
  }

  private static SystemHealth look(HealthProbe... probes) {
    try (SystemHealthCheck check = new SystemHealthCheck(List.of(probes), "1", null, SHORT)) {
      return check.check();
    }
  }

  private static Probe probe(String part, State state) {
    return new Probe(part, () -> new PartHealth(part, state, null));
  }

  /** A probe that does what it is told. */
  private record Probe(String part, Callable<PartHealth> answer) implements HealthProbe {
    @Override
    public PartHealth look() throws Exception {
      return answer.call();
    }
  }
}
