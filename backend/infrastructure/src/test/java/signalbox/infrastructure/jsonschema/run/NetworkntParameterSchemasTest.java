package signalbox.infrastructure.jsonschema.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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

  /** One of each way in which values decide what there is. */
  private static final String CONDITIONAL =
      """
      {"type": "object", "unevaluatedProperties": false,
       "$defs": {"isDart": {"properties": {"booster": {"const": "dart"}}, "required": ["booster"]}},
       "properties": {
         "booster": {"enum": ["gbdt", "dart"], "default": "gbdt"},
         "early": {"type": "boolean", "default": false},
         "optimizer": {"type": "object", "unevaluatedProperties": false,
           "properties": {"name": {"enum": ["adam", "sgd"], "default": "adam"}},
           "if": {"properties": {"name": {"const": "sgd"}}},
           "then": {"properties": {"momentum": {"type": "number", "default": 0.9}}}},
         "layers": {"type": "array", "items": {"type": "object",
           "properties": {"size": {"type": "integer", "default": 64}}}}},
       "allOf": [
         {"if": {"$ref": "#/$defs/isDart"},
          "then": {"properties": {"drop": {"type": "number", "maximum": 1, "default": 0.1}}},
          "else": {"properties": {"bagging": {"type": "integer", "default": 0}}}},
         {"if": {"properties": {"early": {"const": true}}},
          "then": {"properties": {"patience": {"type": "integer"}}, "required": ["patience"]}}],
       "dependentSchemas": {"drop": {"properties": {"skip": {"type": "number", "default": 0.5}}}}}
      """;

  @Test
  void knowsWhatAConditionAddsAndFillsItIn() {
    Checked plain = schemas.check(CONDITIONAL, Map.of());
    assertThat(plain.faults()).isEmpty();
    assertThat(plain.complete()).isEqualTo(Map.of("booster", "gbdt", "early", false, "bagging", 0));
    // The default of «drop» is what «skip» depends on.
    Checked dart = schemas.check(CONDITIONAL, Map.of("booster", "dart"));
    assertThat(dart.faults()).isEmpty();
    assertThat(dart.complete())
        .isEqualTo(Map.of("booster", "dart", "early", false, "drop", 0.1, "skip", 0.5));
    assertThat(schemas.check(CONDITIONAL, Map.of("booster", "dart", "drop", 0.2)).faults())
        .isEmpty();
  }

  @Test
  void refusesWhatAConditionDoesNotAddAndWhatNobodyKnows() {
    Checked checked =
        schemas.check(CONDITIONAL, Map.of("drop", 0.2, "patience", 3, "surprise", true));
    assertThat(checked.faults())
        .extracting(Fault::field, Fault::detail)
        .containsExactlyInAnyOrder(
            tuple("parameters.drop", "does not apply with these values of the other parameters"),
            tuple(
                "parameters.patience", "does not apply with these values of the other parameters"),
            tuple("parameters.surprise", "this algorithm has no such parameter"));
  }

  @Test
  void holdsValuesAgainstTheBranchThatApplies() {
    assertThat(schemas.check(CONDITIONAL, Map.of("booster", "dart", "drop", 2)).faults())
        .extracting(Fault::field)
        .contains("parameters.drop");
    assertThat(schemas.check(CONDITIONAL, Map.of("early", true)).faults())
        .extracting(Fault::field)
        .contains("parameters.patience");
    assertThat(schemas.check(CONDITIONAL, Map.of("early", true, "patience", 3)).faults()).isEmpty();
  }

  @Test
  void fillsInWhatLiesDeeper() {
    Checked checked =
        schemas.check(
            CONDITIONAL,
            Map.of(
                "optimizer",
                Map.of("name", "sgd"),
                "layers",
                List.of(Map.of("size", 8), Map.of())));
    assertThat(checked.faults()).isEmpty();
    assertThat(checked.complete())
        .containsEntry("optimizer", Map.of("name", "sgd", "momentum", 0.9))
        .containsEntry("layers", List.of(Map.of("size", 8), Map.of("size", 64)));
    assertThat(schemas.check(CONDITIONAL, Map.of("optimizer", Map.of("momentum", 0.5))).faults())
        .extracting(Fault::field)
        .anyMatch(field -> String.valueOf(field).startsWith("parameters.optimizer"));
  }

  @Test
  void aConditionThatContradictsItselfEnds() {
    String schema =
        """
        {"type": "object", "properties": {"a": {"type": "integer"}},
         "if": {"required": ["b"]}, "else": {"properties": {"b": {"default": 1}}}}
        """;
    assertThat(schemas.check(schema, Map.of("a", 1)).complete()).containsEntry("a", 1);
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
