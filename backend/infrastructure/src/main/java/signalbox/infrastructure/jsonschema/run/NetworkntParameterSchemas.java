package signalbox.infrastructure.jsonschema.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signalbox.application.run.ParameterSchemas;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/**
 * JSON Schema (draft 2020-12) by the library of networknt. Nothing is fetched from elsewhere.
 * Compiled schemas are kept, the last {@value #MAX_SCHEMAS}.
 */
public final class NetworkntParameterSchemas implements ParameterSchemas {
  private static final int MAX_SCHEMAS = 128;
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> PLAIN =
      new TypeReference<>() {};

  /** Keywords of our own, such as {@code x-log}, are notes for the form and no rules. */
  private static final Dialect DIALECT =
      Dialect.builder(Dialects.getDraft202012())
          .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
          .build();

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          DIALECT,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));
  private final Map<String, Compiled> compiled = Collections.synchronizedMap(new Recent());

  @Override
  public Checked check(String schema, Map<String, Object> parameters) {
    Compiled rules = compiled.computeIfAbsent(schema, this::compile);
    ObjectNode given = MAPPER.valueToTree(parameters);
    List<Fault> faults = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    given
        .fieldNames()
        .forEachRemaining(name -> {
          if (!rules.tree.path("properties").has(name)) {
            unknown.add(name);
          }
        });
    for (String name : unknown) {
      given.remove(name);
      faults.add(Fault.inField("parameters." + name, "this algorithm has no such parameter"));
    }
    fillIn(rules.tree, given);
    for (Error error : rules.schema.validate(given.toString(), InputFormat.JSON)) {
      faults.add(Fault.inField(field(error), String.valueOf(error.getMessage())));
    }
    return new Checked(MAPPER.convertValue(given, PLAIN), List.copyOf(faults));
  }

  private Compiled compile(String schema) {
    try {
      return new Compiled(MAPPER.readTree(schema), registry.getSchema(schema, InputFormat.JSON));
    } catch (JsonProcessingException | SchemaException e) {
      throw SignalboxException.of(ErrorCode.INTERNAL).causedBy(e);
    }
  }

  private static void fillIn(JsonNode schema, ObjectNode value) {
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          JsonNode rules = property.getValue();
          if (!value.has(property.getKey()) && rules.has("default")) {
            value.set(property.getKey(), rules.get("default").deepCopy());
          }
          if (value.get(property.getKey()) instanceof ObjectNode nested) {
            fillIn(rules, nested);
          }
        });
  }

  /** {@code /layers/0/size} becomes {@code parameters.layers[0].size}. */
  private static String field(Error error) {
    StringBuilder field = new StringBuilder("parameters");
    for (String part : error.getInstanceLocation().toString().split("/", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      if (part.chars().allMatch(Character::isDigit)) {
        field.append('[').append(part).append(']');
      } else {
        field.append('.').append(part.replace("~1", "/").replace("~0", "~"));
      }
    }
    if ("required".equals(error.getKeyword()) && error.getProperty() != null) {
      field.append('.').append(error.getProperty());
    }
    return field.toString();
  }

  private record Compiled(JsonNode tree, Schema schema) {}

  /** The schemas that were asked for last. */
  private static final class Recent extends LinkedHashMap<String, Compiled> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
      return size() > MAX_SCHEMAS;
    }
  }
}
