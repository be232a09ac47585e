package signalbox.domain.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.run.Task;

class PredictionRowsTest {
  private static final ModelSignature SIGNATURE =
      new ModelSignature(
          Task.CLASSIFICATION,
          "survived",
          List.of(
              input("age", ColumnType.NUMBER, true),
              input("class", ColumnType.INTEGER, true),
              input("alone", ColumnType.BOOLEAN, false),
              input("boarded", ColumnType.DATETIME, false),
              input("name", ColumnType.STRING, false)),
          new ModelSignature.Output(ColumnType.INTEGER, List.of("0", "1")));

  @Test
  void keepsTheModelsColumnsAndLeavesTheOthersOut() {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("age", 31.5);
    row.put("class", null);
    row.put("survived", 1);
    row.put("cabin", "C85");
    PredictionRows rows = PredictionRows.check(SIGNATURE, List.of(row));
    assertThat(rows.rows().getFirst()).containsOnlyKeys("age", "class").containsEntry("age", 31.5);
    assertThat(rows.columns()).containsExactly("age", "class", "alone", "boarded", "name");
  }

  @Test
  void namesTheMissingColumnAndTheRow() {
    assertThatThrownBy(() ->
            PredictionRows.check(
                SIGNATURE, List.of(Map.of("age", 1, "class", 1), Map.of("age", 1))))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PREDICTION_MISSING_COLUMN);
              assertThat(e.field()).isEqualTo("rows[1].class");
              assertThat(e.arguments())
                  .containsEntry("column", new SignalboxException.Argument("class", false));
            });
  }

  @Test
  void listsEveryFaultUpToABound() {
    assertThatThrownBy(() ->
            PredictionRows.check(
                SIGNATURE, Collections.nCopies(500, Map.of("age", "old", "class", 1.5))))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PREDICTION_WRONG_TYPE);
              assertThat(e.field()).isEqualTo("rows[0].age");
              assertThat(e.faults()).hasSize(100);
              assertThat(e.faults().get(1).field()).isEqualTo("rows[0].class");
            });
  }

  @Test
  void refusesTooManyRowsAndNone() {
    assertThatThrownBy(() ->
            PredictionRows.check(
                SIGNATURE, Collections.nCopies(10_001, Map.of("age", 1, "class", 1))))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PREDICTION_TOO_LARGE));
    assertThatThrownBy(() -> PredictionRows.check(SIGNATURE, List.of()))
        .isInstanceOf(SignalboxException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01, true",
    "2026-03-01T12:30:00, true",
    "2026-03-01 12:30, true",
    "2026-03-01T12:30:00.5Z, true",
    "2026-03-01T12:30:00+02:00, true",
    "2026-02-30, false",
    "yesterday, false",
    "12:30, false"
  })
  void readsDatesInIso8601(String text, boolean legal) {
    Map<String, Object> row = Map.of("age", 1, "class", 1, "boarded", text);
    if (legal) {
      assertThat(PredictionRows.check(SIGNATURE, List.of(row)).size()).isEqualTo(1);
    } else {
      assertThatThrownBy(() -> PredictionRows.check(SIGNATURE, List.of(row)))
          .isInstanceOf(SignalboxException.class);
    }
  }

  @Test
  void takesWholeNumbersHoweverTheyAreWritten() {
    assertThat(
            PredictionRows.check(
                    SIGNATURE,
                    List.of(Map.of("age", 1, "class", 3.0), Map.of("age", 1L, "class", 1L << 40)))
                .size())
        .isEqualTo(2);
    assertThatThrownBy(() ->
            PredictionRows.check(
                SIGNATURE, List.of(Map.of("age", Double.POSITIVE_INFINITY, "class", 1))))
        .isInstanceOf(SignalboxException.class);
  }

  private static ModelSignature.Input input(String name, ColumnType type, boolean required) {
    return new ModelSignature.Input(name, type, required, List.of(), null, null, null);
  }
}
