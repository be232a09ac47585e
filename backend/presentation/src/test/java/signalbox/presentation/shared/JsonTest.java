package signalbox.presentation.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.domain.error.SignalboxException;

class JsonTest {
  private final Json json = new Json();

  record Person(String name, int age, @Nullable String nick, @Nullable List<Part> parts) {}

  record Part(String id, @Nullable Double weight) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":"a","age":1,"surprise":1}             | request.invalid   | surprise
          {"name":"a","age":1,"parts":[{"ix":1}]}       | request.invalid   | parts[0].ix
          {"name":"a","age":1,"parts":[{}]}             | request.invalid   | parts[0].id
          {"name":"a","age":1,"parts":[null]}           | request.invalid   | parts[0]
          {"age":1}                                     | request.invalid   | name
          {"name":null,"age":1}                         | request.invalid   | name
          {"name":"a"}                                  | request.invalid   | age
          {"name":"a","age":"1"}                        | request.invalid   | age
          {"name":"a","age":1.5}                        | request.invalid   | age
          {"name":1,"age":1}                            | request.invalid   | name
          {"name":"a","age":99999999999}                | request.invalid   | age
          {"name":"a","name":"b","age":1}               | request.malformed |
          {"name":"a","age":1                           | request.malformed |
          {"name":"a","age":1} x                        | request.malformed |
          hello                                         | request.malformed |
          ``                                            | request.malformed |
          []                                            | request.invalid   | body
          null                                          | request.invalid   | body
          """)
  void namesWhatIsWrong(String text, String code, @Nullable String field) {
    assertThatThrownBy(() -> json.read(text.getBytes(StandardCharsets.UTF_8), Person.class))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> {
              assertThat(e.code().code()).isEqualTo(code);
              if (code.equals("request.invalid")) {
                assertThat(e.field()).isEqualTo(field);
              }
            });
  }

  @Test
  void leavesOptionalPartsOut() {
    assertThat(
            json.read("{\"name\":\"a\",\"age\":1}".getBytes(StandardCharsets.UTF_8), Person.class))
        .isEqualTo(new Person("a", 1, null, null));
  }

  @Test
  void writesTimesAndOddNumbers() {
    record Point(Instant time, double value, @Nullable String none) {}
    assertThat(
            new String(
                json.write(new Point(Instant.parse("2026-01-02T03:04:05.678Z"), Double.NaN, null)),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"time\":\"2026-01-02T03:04:05.678Z\",\"value\":\"NaN\",\"none\":null}");
  }
}
