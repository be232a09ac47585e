package signalbox.application.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.dataset.DatasetDifference.ColumnDrift;
import signalbox.application.dataset.DatasetDifference.Measure;
import signalbox.application.dataset.DatasetDifference.Size;
import signalbox.domain.dataset.ColumnType;

class DriftTest {
  private static final double[] HUNDRED = DoubleStream.iterate(0, x -> x + 1).limit(100).toArray();

  @Test
  void isNothingBetweenEqualSamples() {
    assertThat(Drift.psi(HUNDRED, HUNDRED)).isZero();
    assertThat(Drift.ks(HUNDRED, HUNDRED)).isZero();
    assertThat(Drift.totalVariation(List.of("a", "b", "b"), List.of("b", "a", "b")))
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void followsTheDefinitionOfTheIndex() {
    // The base has a tenth in each bin; of the other sample, half is in the lowest, half in the
    // next.
    double[] values = new double[100];
    Arrays.fill(values, 0, 50, 1);
    Arrays.fill(values, 50, 100, 11);
    double expected = 2 * (0.5 - 0.1) * Math.log(5) + 8 * (1e-4 - 0.1) * Math.log(1e-4 / 0.1);

    assertThat(Drift.psi(HUNDRED, values)).isCloseTo(expected, within(1e-9));
    assertThat(Drift.ks(HUNDRED, values)).isCloseTo(0.88, within(1e-9));
  }

  @Test
  void isTotalBetweenSamplesThatShareNothing() {
    double[] far = DoubleStream.of(HUNDRED).map(x -> x + 1000).toArray();

    assertThat(Drift.ks(HUNDRED, far)).isEqualTo(1);
    assertThat(Drift.totalVariation(List.of("a"), List.of("b", "c"))).isEqualTo(1);
  }

  @Test
  void sizesAreThoseThatAreCustomary() {
    SplittableRandom random = new SplittableRandom(1);
    List<@Nullable String> base = normal(random, 0, 20_000);

    assertThat(numbers(base, normal(random, 0, 20_000)).size()).isEqualTo(Size.SMALL);
    assertThat(numbers(base, normal(random, 0.4, 20_000)).size()).isEqualTo(Size.MEDIUM);
    assertThat(numbers(base, normal(random, 1, 20_000)).size()).isEqualTo(Size.LARGE);
  }

  @Test
  void countsMissingValuesApart() {
    List<@Nullable String> base = Arrays.asList("a", "b", null, null);
    List<@Nullable String> values = Arrays.asList("a", "b", "a", "b");
    ColumnDrift drift = Drift.of("x", ColumnType.STRING, base, ColumnType.STRING, values);

    assertThat(drift.measure()).isEqualTo(Measure.TOTAL_VARIATION);
    assertThat(drift.value()).isCloseTo(0, within(1e-12));
    assertThat(drift.baseMissing()).isEqualTo(0.5);
    assertThat(drift.missing()).isZero();
  }

  @Test
  void hasAnAnswerForSamplesWithoutValues() {
    List<@Nullable String> none = Arrays.asList(null, null);

    assertThat(numbers(none, none).value()).isZero();
    assertThat(numbers(none, Arrays.asList("1", "2")).size()).isEqualTo(Size.LARGE);
    assertThat(Drift.totalVariation(none, List.of("a"))).isEqualTo(1);
    assertThat(Drift.totalVariation(List.of(), List.of())).isZero();
  }

  private static ColumnDrift numbers(List<@Nullable String> base, List<@Nullable String> values) {
    return Drift.of("x", ColumnType.NUMBER, base, ColumnType.INTEGER, values);
  }

  private static List<@Nullable String> normal(SplittableRandom random, double mean, int count) {
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(_ -> Double.toString(mean + random.nextGaussian()))
            .toList());
  }
}
