package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoDataTest {
  private final List<String> lines = DemoData.csv().lines().toList();

  @Test
  void isTheSameAtEachCall() {
    assertThat(DemoData.csv()).isEqualTo(DemoData.csv());
  }

  @Test
  void isARectangleWithMissingValues() {
    assertThat(lines).hasSize(DemoData.ROWS + 1);
    assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(9));
    assertThat(column(3)).contains("");
    assertThat(column(6)).contains("");
  }

  @Test
  void hasEnoughOfBothAnswers() {
    var answers =
        column(8).stream()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(answers).containsOnlyKeys("yes", "no");
    assertThat(answers.values()).allSatisfy(count -> assertThat(count).isGreaterThan(150));
  }

  private List<String> column(int index) {
    return lines.stream().skip(1).map(line -> line.split(",", -1)[index]).toList();
  }
}
