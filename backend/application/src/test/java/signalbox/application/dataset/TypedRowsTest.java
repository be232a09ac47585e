package signalbox.application.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.Fault;

class TypedRowsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,5|1.5",
        "-1.234.567,25|-1234567.25",
        "1.234|1234",
        "12|12",
        "3e-2|3e-2",
        "1,5e3|1.5e3",
        "+7,0|+7.0",
      })
  void readsNumbersWithADecimalComma(String text, String written) {
    assertThat(TypedRows.written(text, ColumnType.NUMBER, ',')).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1,2,3", "1.23", "12.34,5", "1.2345", "x", "1,5 m", ",", "."})
  void refusesWhatIsNoNumberWithADecimalComma(String text) {
    assertThat(TypedRows.written(text, ColumnType.NUMBER, ',')).isNull();
  }

  @Test
  void takesAPointForWhatItIs() {
    assertThat(TypedRows.written("1.5", ColumnType.NUMBER, '.')).isEqualTo("1.5");
    assertThat(TypedRows.written("1,5", ColumnType.NUMBER, '.')).isNull();
    assertThat(TypedRows.written("1.0", ColumnType.INTEGER, '.')).isNull();
    assertThat(TypedRows.written(" 7 ", ColumnType.INTEGER, '.')).isEqualTo("7");
    assertThat(TypedRows.written("Yes", ColumnType.BOOLEAN, '.')).isEqualTo("true");
    assertThat(TypedRows.written("0", ColumnType.BOOLEAN, '.')).isEqualTo("false");
    assertThat(TypedRows.written("maybe", ColumnType.BOOLEAN, '.')).isNull();
    assertThat(TypedRows.written("2026-01-02", ColumnType.DATETIME, '.')).isEqualTo("2026-01-02");
    assertThat(TypedRows.written("02.01.2026", ColumnType.DATETIME, '.')).isNull();
    assertThat(TypedRows.written(" 02.01.2026 ", ColumnType.STRING, '.')).isEqualTo(" 02.01.2026 ");
  }

  @Test
  void namesTheValueThatDoesNotFit() {
    List<Fault> faults = new ArrayList<>();
    List<List<@Nullable String>> rows = new ArrayList<>();
    TableFiles.RowSink sink =
        new TableFiles.RowSink() {
          @Override
          public void header(List<String> names, List<ColumnType> declared) {}

          @Override
          public void row(long line, @Nullable String[] values) {
            rows.add(Arrays.asList(values.clone()));
          }

          @Override
          public void fault(Fault fault) {
            faults.add(fault);
          }
        };
    TypedRows typed =
        new TypedRows(
            List.of(new Column("a", ColumnType.STRING), new Column("b", ColumnType.INTEGER)),
            '.',
            sink);
    typed.header(List.of("a", "b"), List.of());
    typed.row(2, new @Nullable String[] {"x", "1"});
    typed.row(3, new @Nullable String[] {"y", "one"});
    typed.row(4, new @Nullable String[] {null, null});

    assertThat(rows).containsExactly(List.of("x", "1"), Arrays.asList(null, null));
    assertThat(faults)
        .containsExactly(new Fault(null, 3L, 2, "one", "The value of “b” is not a whole number"));
  }
}
