package signalbox.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import signalbox.domain.service.ServiceInstance;

/** How the words of several orchestrators become one view. */
final class ServiceViewsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void showsTheWorstWordOfThoseWhoSpokeLately() {
    List<ServiceInstance> words =
        List.of(
            TestServices.said("one", "a:1", "closed", T0),
            TestServices.said("two", "a:1", "open", T0.minusSeconds(29)));
    ServiceView view = ServiceViews.of(words, T0.plusMillis(500)).getFirst();
    assertThat(view.state()).isEqualTo(ServiceView.State.PAUSED);
    assertThat(view.orchestrators()).containsExactly("one", "two");
    assertThat(view.sentence()).contains("5 of the last 10 calls failed");
    assertThat(view.queued()).isEqualTo(6);
    assertThat(view.running()).isEqualTo(2);
    assertThat(view.staleEvents()).isEqualTo(4);

    ServiceView later = ServiceViews.of(words, T0.plusSeconds(2)).getFirst();
    assertThat(later.state()).isEqualTo(ServiceView.State.UP);
    assertThat(later.orchestrators()).containsExactly("one");
  }

  @Test
  void knowsNothingOfAnInstanceThatNobodySpeaksOf() {
    ServiceView view =
        ServiceViews.of(List.of(TestServices.said("one", "a:1", "closed", T0)), T0.plusSeconds(31))
            .getFirst();
    assertThat(view.state()).isEqualTo(ServiceView.State.UNKNOWN);
    assertThat(view.up()).isFalse();
    assertThat(view.orchestrators()).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsDownWhateverTheBreakerSays() {
    ServiceView view =
        ServiceViews.of(List.of(TestServices.tabular("a:1", false, T0)), T0).getFirst();
    assertThat(view.state()).isEqualTo(ServiceView.State.DOWN);
  }
}
