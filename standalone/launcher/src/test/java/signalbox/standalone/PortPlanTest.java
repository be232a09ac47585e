package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PortPlanTest {
  private final AtomicInteger next = new AtomicInteger(20_000);

  @Test
  void givesEachNameAPortOfItsOwn() {
    var plan = PortPlan.of(Map.of(), _ -> true, next::incrementAndGet);

    assertThat(plan.ports()).containsOnlyKeys(PortPlan.NAMES);
    assertThat(plan.ports().values()).doesNotHaveDuplicates();
  }

  @Test
  void takesThePortOfLastTimeWhileItIsFree() {
    var plan =
        PortPlan.of(
            Map.of("kafka", 25_000, "s3", 25_001), port -> port != 25_001, next::incrementAndGet);

    assertThat(plan.get("kafka")).isEqualTo(25_000);
    assertThat(plan.get("s3")).isNotEqualTo(25_001);
  }

  @Test
  void neverGivesOnePortTwice() {
    var offered = new AtomicInteger();
    int[] offers = {25_000, 25_000, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    var plan =
        PortPlan.of(
            Map.of("kafka", 25_000, "postgres", 25_000),
            _ -> true,
            () -> offers[offered.getAndIncrement()]);

    assertThat(plan.ports().values()).doesNotHaveDuplicates().contains(25_000);
  }
}
