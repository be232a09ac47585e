package signalbox.application.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.prediction.PredictionRows;
import signalbox.domain.run.Task;

class RowTextTest {
  @Test
  void writesJsonThatNoTextCanBreak() {
    PredictionRows rows =
        rows(List.of(row("name", "a\"b\\c\nd\u0001 ü 😀", "age", 0.1), row("age", 7L)));
    assertThat(RowText.json(rows))
        .isEqualTo(
            "[{\"name\":\"a\\\"b\\\\c\\u000ad\\u0001 ü \\ud83d\\ude00\",\"age\":0.1},{\"age\":7}]");
  }

  @Test
  void writesNull() {
    assertThat(RowText.json(rows(List.of(row("name", null, "age", null)))))
        .isEqualTo("[{\"name\":null,\"age\":null}]");
  }

  @Test
  void writesCsvWithEveryColumn() {
    assertThat(RowText.csv(rows(List.of(row("name", "Smith, \"Jo\"", "age", 3), row("age", null)))))
        .isEqualTo("name,age\r\n\"Smith, \"\"Jo\"\"\",3\r\n,\r\n");
  }

  @Test
  void writesAnEmptyValueOfASingleColumnAsARow() {
    ModelSignature one =
        new ModelSignature(
            Task.REGRESSION,
            "y",
            List.of(input("x", ColumnType.NUMBER)),
            new ModelSignature.Output(ColumnType.NUMBER, List.of()));
    assertThat(RowText.csv(PredictionRows.check(one, List.of(row("x", null)))))
        .isEqualTo("x\r\n\"\"\r\n");
  }

  private static PredictionRows rows(List<Map<String, @Nullable Object>> rows) {
    ModelSignature signature =
        new ModelSignature(
            Task.REGRESSION,
            "y",
            List.of(input("name", ColumnType.STRING), input("age", ColumnType.NUMBER)),
            new ModelSignature.Output(ColumnType.NUMBER, List.of()));
    return PredictionRows.check(signature, rows);
  }

  private static ModelSignature.Input input(String name, ColumnType type) {
    return new ModelSignature.Input(name, type, false, List.of(), null, null, null);
  }

  private static Map<String, @Nullable Object> row(@Nullable Object... pairs) {
    Map<String, @Nullable Object> row = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return row;
  }
}
