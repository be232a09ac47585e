package signalbox.orchestrator.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonObjectsTest {
  @Test
  void searchedParametersTakeThePlaceOfFixedOnes() {
    assertThat(JsonObjects.merge("{\"rounds\":100,\"depth\":3}", "{\"depth\":7}"))
        .isEqualTo("{\"rounds\":100,\"depth\":7}");
    assertThat(JsonObjects.merge("", "{\"depth\":null}")).isEqualTo("{\"depth\":null}");
  }

  @Test
  void aPathReachesIntoNestedObjects() {
    assertThat(
            JsonObjects.merge(
                "{\"model\":{\"kind\":\"tree\",\"depth\":3}}",
                "{\"model.depth\":7,\"fit.early.rounds\":5}"))
        .isEqualTo(
            "{\"model\":{\"kind\":\"tree\",\"depth\":7},\"fit\":{\"early\":{\"rounds\":5}}}");
    assertThat(JsonObjects.merge("{\"a\":1}", "{\"a.b\":2}")).isEqualTo("{\"a\":{\"b\":2}}");
  }

  @Test
  void numbersKeepTheirValues() {
    assertThat(
            JsonObjects.merge(
                "{\"a\":0.1,\"b\":9007199254740993,\"c\":5.0}", "{\"d\":0.30000000000000004}"))
        .isEqualTo("{\"a\":0.1,\"b\":9007199254740993,\"c\":5.0,\"d\":0.30000000000000004}");
  }

  @Test
  void onlyAnObjectIsOne() {
    assertThat(JsonObjects.isObject("{\"a\":1}")).isTrue();
    for (String text : new String[] {"", "1", "[1]", "null", "{", "{} {}", "{\"a\":}"}) {
      assertThat(JsonObjects.isObject(text)).as(text).isFalse();
    }
    assertThatThrownBy(() -> JsonObjects.merge("{}", "[1]"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
