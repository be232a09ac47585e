package signalbox.domain.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.run.Task;

/** Which tables a model can predict. */
final class ModelSignatureTest {
  private static ModelSignature.Input input(String name, ColumnType type, boolean required) {
    return new ModelSignature.Input(name, type, required, List.of(), null, null, null);
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, INTEGER, true", "INTEGER, NUMBER, true", "INTEGER, BOOLEAN, false",
    "INTEGER, DATETIME, false", "INTEGER, STRING, false", "NUMBER, INTEGER, true",
    "NUMBER, NUMBER, true", "NUMBER, BOOLEAN, false", "NUMBER, DATETIME, false",
    "NUMBER, STRING, false", "BOOLEAN, BOOLEAN, true", "BOOLEAN, INTEGER, false",
    "BOOLEAN, NUMBER, false", "BOOLEAN, DATETIME, false", "BOOLEAN, STRING, false",
    "DATETIME, DATETIME, true", "DATETIME, INTEGER, false", "DATETIME, NUMBER, false",
    "DATETIME, BOOLEAN, false", "DATETIME, STRING, false", "STRING, STRING, true",
    "STRING, INTEGER, true", "STRING, NUMBER, true", "STRING, BOOLEAN, true",
    "STRING, DATETIME, true"
  })
  void decidesWhichTypeMayStandForAnother(
      ColumnType expected, ColumnType actual, boolean accepted) {
    assertThat(ModelSignature.accepts(expected, actual)).isEqualTo(accepted);
  }

  @Test
  void namesEveryMissingAndEveryWrongColumn() {
    ModelSignature signature =
        new ModelSignature(
            Task.REGRESSION,
            "tip",
            List.of(
                input("size", ColumnType.INTEGER, true),
                input("bill", ColumnType.NUMBER, true),
                input("day", ColumnType.STRING, true),
                input("note", ColumnType.STRING, false)),
            new ModelSignature.Output(ColumnType.NUMBER, List.of()));
    List<ModelSignature.Misfit> misfits =
        signature.misfits(
            List.of(
                new Column("bill", ColumnType.STRING),
                new Column("size", ColumnType.NUMBER),
                new Column("more", ColumnType.STRING)));
    assertThat(misfits)
        .extracting(misfit -> misfit.input().name() + " " + misfit.actual())
        .containsExactly("day null", "bill STRING");
  }
}
