package signalbox.application.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableProfilerTest {
  @Test
  void countsRowsThatRepeatAnEarlierOne() {
    TableProfiler profiler = new TableProfiler();
    profiler.header(List.of("a", "b"), List.of());
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 50_000; i++) {
      profiler.row(i, new @Nullable String[] {Integer.toString(i), "same"});
    }
    for (int i = 0; i < 700; i++) {
      String earlier = Integer.toString(random.nextInt(50_000));
      profiler.row(i, new @Nullable String[] {earlier, "same"});
    }
    profiler.row(1, new @Nullable String[] {null, ""});
    profiler.row(1, new @Nullable String[] {"", null});

    assertThat(profiler.profile().duplicateRows()).isEqualTo(700);
    assertThat(profiler.profile().duplicateRowsOf()).isEqualTo(50_702);
  }

  @Test
  void correlatesColumnsOfNumbers() {
    TableProfiler profiler = new TableProfiler();
    profiler.header(List.of("x", "up", "down", "same", "text", "gap"), List.of());
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      double x = random.nextDouble();
      profiler.row(
          i,
          new @Nullable String[] {
            Double.toString(x),
            Double.toString(2 * x + 1),
            Double.toString(-x),
            "7",
            "t" + i,
            i % 2 == 0 ? null : Double.toString(random.nextDouble())
          });
    }
    TableProfile.Correlations found = profiler.profile().correlations();

    assertThat(found).isNotNull();
    if (found == null) {
      return;
    }
    assertThat(found.columns()).containsExactly("x", "up", "down", "same", "gap");
    assertThat(found.rows()).isEqualTo(1000);
    assertThat(found.values().get(0).get(1)).isCloseTo(1, within(1e-9));
    assertThat(found.values().get(0).get(2)).isCloseTo(-1, within(1e-9));
    assertThat(found.values().get(0).get(3)).isNull();
    assertThat(found.values().get(4).get(0)).isEqualTo(found.values().get(0).get(4));
    assertThat(Math.abs(number(found.values().get(0).get(4)))).isLessThan(0.15);
  }

  @Test
  void correlatesNothingWithoutTwoColumnsOfNumbers() {
    TableProfiler profiler = new TableProfiler();
    profiler.header(List.of("x", "text"), List.of());
    profiler.row(2, new @Nullable String[] {"1", "a"});

    assertThat(profiler.profile().correlations()).isNull();
  }

  private static double number(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
