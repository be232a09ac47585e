package signalbox.presentation.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagTest {
  private final Lag lag = new Lag();

  @Test
  void nobodyWaitsWithoutNews() {
    assertThat(lag.waiting(1_000)).isZero();
  }

  @Test
  void waitsSinceTheFirstNews() {
    lag.told(1_000);
    lag.told(2_000);
    assertThat(lag.waiting(2_500)).isEqualTo(1_500);
    assertThat(lag.delivered(2_600, 3_000)).isEqualTo(2_000);
  }

  @Test
  void waitsForWhatCameAfterABatchWasRead() {
    lag.told(1_000);
    assertThat(lag.delivered(1_500, 2_000)).isEqualTo(1_000);
    assertThat(lag.waiting(2_100)).isEqualTo(600);
    lag.caughtUp();
    assertThat(lag.waiting(2_200)).isZero();
  }

  @Test
  void aBatchWithoutNewsWasWaitedForSinceItWasRead() {
    assertThat(lag.delivered(1_000, 1_250)).isEqualTo(250);
  }
}
