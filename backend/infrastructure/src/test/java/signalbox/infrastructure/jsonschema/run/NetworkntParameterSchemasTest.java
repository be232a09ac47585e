package signalbox.infrastructure.jsonschema.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import signalbox.application.run.ParameterSchemas.Checked;
import signalbox.application.service.TestServices;
import signalbox.domain.error.Fault;

final class NetworkntParameterSchemasTest {
  private final NetworkntParameterSchemas schemas = new NetworkntParameterSchemas();

  private Checked check(Map<String, Object> parameters) {
    return schemas.check(TestServices.SCHEMA, parameters);
  }

  @Test
  void fillsInTheDefaults() {
    Checked checked = check(Map.of("rounds", 7));
    assertThat(checked.faults()).isEmpty();
    assertThat(checked.complete())
        .isEqualTo(Map.of("learning_rate", 0.1, "rounds", 7, "boosting", "gbdt"));
  }

  @Test
  void namesEveryFault() {
    Checked checked =
        check(Map.of("learning_rate", 2, "rounds", "many", "boosting", "x", "surprise", 1));
    assertThat(checked.faults())
        .extracting(Fault::field)
        .containsExactlyInAnyOrder(
            "parameters.learning_rate",
            "parameters.rounds",
            "parameters.boosting",
            "parameters.surprise");
    assertThat(checked.faults()).extracting(Fault::detail).doesNotContain("");
  }

  @Test
  void namesWhatLiesDeeperAndWhatIsMissing() {
    String schema =
        """
        {"type": "object", "required": ["must"], "properties": {
          "layers": {"type": "array", "items": {"type": "object", "properties":
            {"size": {"type": "integer"}}}},
          "must": {"type": "string"}}}
        """;
    Checked checked =
        schemas.check(schema, Map.of("layers", List.of(Map.of("size", 1), Map.of("size", "x"))));
    assertThat(checked.faults())
        .extracting(Fault::field)
        .containsExactlyInAnyOrder("parameters.layers[1].size", "parameters.must");
  }

  @Test
  void extensionKeywordsAreNotRules() {
    Checked checked =
        schemas.check(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\",\"x-log\":true,"
                + "\"x-advanced\":false,\"x-unit\":\"s\"}}}",
            Map.of("a", 1));
    assertThat(checked.faults()).isEmpty();
  }

  @Test
  void aSchemaThatIsNoneIsOurError() {
    assertThatThrownBy(() -> schemas.check("{", Map.of())).hasMessage("internal");
  }
}
