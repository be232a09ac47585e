package signalbox.orchestrator.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportedValuesTest {
  private final ReportedValues values = new ReportedValues();

  @Test
  void keepsEachValueOfAShortSeries() {
    for (int step = 0; step < ReportedValues.EACH; step++) {
      values.add(step, step / 10.0);
    }
    assertThat(values.size()).isEqualTo(ReportedValues.EACH);
    assertThat(values.step(7)).isEqualTo(7);
    assertThat(values.value(7)).isEqualTo(0.7);
  }

  @Test
  void thinsALongSeriesAndStaysBounded() {
    for (int step = 0; step < 100_000; step++) {
      values.add(step, step);
    }
    assertThat(values.size()).isBetween(ReportedValues.EACH, ReportedValues.MOST);
    assertThat(values.steps()).isSorted().doesNotHaveDuplicates().startsWith(0L, 1L, 2L);
    assertThat(values.steps().getLast()).isGreaterThan(80_000);
    assertThat(values.lastStep()).isEqualTo(99_999);
    assertThat(values.lastValue()).hasValue(99_999);
  }

  @Test
  void trialsWithTheSameStepsKeepTheSameSteps() {
    ReportedValues other = new ReportedValues();
    for (int step = 0; step < 5_000; step++) {
      values.add(step, 1);
      other.add(step, 2);
    }
    assertThat(values.steps()).isEqualTo(other.steps());
  }

  @Test
  void anAttemptThatBeginsAgainSaysNothingNewAtFirst() {
    assertThat(values.add(0, 0.1)).isTrue();
    values.add(5, 0.2);
    values.looked();
    assertThat(values.add(0, 0.1)).isFalse();
    assertThat(values.add(5, 0.2)).isFalse();
    assertThat(values.size()).isEqualTo(2);
    assertThat(values.add(6, 0.3)).isTrue();
  }

  @Test
  void saysOnceThatThereIsSomethingNew() {
    assertThat(values.add(0, 1)).isTrue();
    assertThat(values.add(1, 1)).isFalse();
    values.looked();
    assertThat(values.add(2, 1)).isTrue();
  }

  @Test
  void hasNoStepBeforeTheFirst() {
    assertThat(values.lastStep()).isEqualTo(ReportedValues.NO_STEP);
    assertThat(values.lastValue()).isEmpty();
    assertThat(values.add(-1, 0.5)).isFalse();
    assertThat(values.lastValue()).isEmpty();
  }

  @Test
  void goesOnFromWhatWasStored() {
    ReportedValues stored = ReportedValues.of(List.of(0L, 4L), List.of(0.1, 0.2));
    assertThat(stored.lastStep()).isEqualTo(4);
    assertThat(stored.lastValue()).hasValue(0.2);
    assertThat(stored.add(4, 0.3)).isFalse();
    assertThat(stored.add(5, 0.3)).isTrue();
    stored.close();
    assertThat(stored.add(6, 0.4)).isFalse();
    assertThat(stored.values()).containsExactly(0.1, 0.2, 0.3, 0.4);
  }
}
