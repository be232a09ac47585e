package signalbox.application.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;

class LineNumbersTest {
  private final LineNumbers numbers = new LineNumbers();

  @Test
  void beginsWithNone() {
    assertThat(numbers.ranges()).isEqualTo(LineRanges.EMPTY);
    assertThat(numbers.last()).isZero();
    assertThat(numbers.count()).isZero();
  }

  @Test
  void joinsNeighbours() {
    for (long number : List.of(2L, 3L, 4L, 9L, 11L, 12L)) {
      numbers.add(number);
    }

    assertThat(numbers.ranges())
        .isEqualTo(
            LineRanges.of(
                List.of(new LineRange(2, 4), new LineRange(9, 9), new LineRange(11, 12))));
    assertThat(numbers.last()).isEqualTo(12);
    assertThat(numbers.count()).isEqualTo(6);
  }
}
