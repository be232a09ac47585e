package signalbox.infrastructure.jsonschema.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import signalbox.application.run.ParameterSchemas;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/**
 * JSON Schema (draft 2020-12) by the library of networknt. Nothing is fetched from elsewhere.
 * Compiled schemas are kept, the last {@value #MAX_SCHEMAS}.
 *
 * <p>Which parameters there are may depend on values: {@code if}, {@code dependentSchemas} and
 * {@code allOf} add properties to an object. Conditions are asked of an object that has its
 * defaults, and asked again of what they have added, until nothing changes any more.
 */
public final class NetworkntParameterSchemas implements ParameterSchemas {
  private static final int MAX_SCHEMAS = 128;

  /** A condition that still changes its own answer after so many rounds contradicts itself. */
  private static final int MAX_ROUNDS = 8;

  /** Of objects in objects that are filled in. */
  private static final int MAX_DEPTH = 8;

  /** Of schemas that refer to each other. */
  private static final int MAX_REFERENCES = 32;

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
    Completed completed = rules.complete(List.of(rules.tree), given, 0);
    ObjectNode complete = completed.value();
    List<Fault> faults = new ArrayList<>();
    given
        .fieldNames()
        .forEachRemaining(name -> {
          if (!completed.shape().knows(name)) {
            complete.remove(name);
            faults.add(
                Fault.inField(
                    "parameters." + name,
                    rules.mentions(name)
                        ? "does not apply with these values of the other parameters"
                        : "this algorithm has no such parameter"));
          }
        });
    for (Error error : rules.schema.validate(complete.toString(), InputFormat.JSON)) {
      faults.add(Fault.inField(field(error), String.valueOf(error.getMessage())));
    }
    return new Checked(MAPPER.convertValue(complete, PLAIN), List.copyOf(faults));
  }

  private Compiled compile(String schema) {
    try {
      JsonNode tree = MAPPER.readTree(schema);
      Map<JsonNode, Schema> conditions = new HashMap<>();
      addConditions(tree, tree, conditions);
      return new Compiled(
          tree, registry.getSchema(schema, InputFormat.JSON), Map.copyOf(conditions));
    } catch (JsonProcessingException | SchemaException e) {
      throw SignalboxException.of(ErrorCode.INTERNAL).causedBy(e);
    }
  }

  /** Compiles every {@code if} below a node; each can be asked by itself. */
  private void addConditions(JsonNode root, JsonNode node, Map<JsonNode, Schema> into) {
    if (node.path("if") instanceof ObjectNode condition && !into.containsKey(condition)) {
      ObjectNode alone = condition.deepCopy();
      if (root.has("$defs") && !alone.has("$defs")) {
        alone.set("$defs", root.get("$defs"));
      }
      into.put(condition, registry.getSchema(alone.toString(), InputFormat.JSON));
    }
    for (JsonNode part : node) {
      addConditions(root, part, into);
    }
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

  /** Which branches of conditions are looked into. */
  private enum Branches {
    NONE,
    /** Those whose condition holds. */
    HOLDING,
    ALL
  }

  /**
   * What an object may have.
   *
   * @param properties with all schemas that speak of each; the last one weighs most
   * @param alternatives names in {@code anyOf} and {@code oneOf}, which the validator judges alone
   */
  private record Shape(Map<String, List<JsonNode>> properties, Set<String> alternatives) {
    Shape() {
      this(new LinkedHashMap<>(), new HashSet<>());
    }

    boolean knows(String name) {
      return properties.containsKey(name) || alternatives.contains(name);
    }

    /** What an object has of it. */
    ObjectNode part(ObjectNode value) {
      ObjectNode part = MAPPER.createObjectNode();
      value
          .properties()
          .forEach(property -> {
            if (knows(property.getKey())) {
              part.set(property.getKey(), property.getValue());
            }
          });
      return part;
    }
  }

  /** An object with its defaults, and what it may have with these values. */
  private record Completed(ObjectNode value, Shape shape) {}

  /** A schema that is ready to be asked. {@code conditions} are those of every {@code if}. */
  private record Compiled(JsonNode tree, Schema schema, Map<JsonNode, Schema> conditions) {

    /** Whether any branch has a parameter of that name. */
    boolean mentions(String name) {
      return shape(List.of(tree), MAPPER.createObjectNode(), Branches.ALL).knows(name);
    }

    /** Leaves {@code given} as it is. */
    Completed complete(List<JsonNode> schemas, ObjectNode given, int depth) {
      Shape shape = shape(schemas, given, Branches.NONE);
      ObjectNode value = filled(shape, given, depth);
      for (int round = 0; round < MAX_ROUNDS; round++) {
        // What does not apply decides nothing.
        Shape next = shape(schemas, shape.part(value), Branches.HOLDING);
        if (next.equals(shape)) {
          break;
        }
        shape = next;
        value = filled(shape, given, depth);
      }
      return new Completed(value, shape);
    }

    private Shape shape(List<JsonNode> schemas, JsonNode value, Branches branches) {
      Shape shape = new Shape();
      for (JsonNode schema : schemas) {
        collect(schema, value, branches, shape, 0);
      }
      return shape;
    }

    private void collect(
        JsonNode schema, JsonNode value, Branches branches, Shape into, int depth) {
      if (!schema.isObject() || depth > MAX_REFERENCES) {
        return;
      }
      collect(target(schema), value, branches, into, depth + 1);
      schema
          .path("properties")
          .properties()
          .forEach(property ->
              into.properties
                  .computeIfAbsent(property.getKey(), _ -> new ArrayList<>())
                  .add(property.getValue()));
      for (JsonNode part : schema.path("allOf")) {
        collect(part, value, branches, into, depth + 1);
      }
      for (String keyword : List.of("anyOf", "oneOf")) {
        for (JsonNode part : schema.path(keyword)) {
          Shape alternative = new Shape();
          collect(part, value, Branches.ALL, alternative, depth + 1);
          into.alternatives.addAll(alternative.properties.keySet());
          into.alternatives.addAll(alternative.alternatives);
        }
      }
      if (branches == Branches.NONE) {
        return;
      }
      boolean all = branches == Branches.ALL;
      if (schema.has("if")) {
        boolean holds = holds(schema.get("if"), value);
        if (all || holds) {
          collect(schema.path("then"), value, branches, into, depth + 1);
        }
        if (all || !holds) {
          collect(schema.path("else"), value, branches, into, depth + 1);
        }
      }
      schema
          .path("dependentSchemas")
          .properties()
          .forEach(dependent -> {
            if (all || value.has(dependent.getKey())) {
              collect(dependent.getValue(), value, branches, into, depth + 1);
            }
          });
    }

    private boolean holds(JsonNode condition, JsonNode value) {
      if (condition.isBoolean()) {
        return condition.booleanValue();
      }
      Schema rule = conditions.get(condition);
      return rule == null || rule.validate(value.toString(), InputFormat.JSON).isEmpty();
    }

    /** What {@code $ref} leads to; missing without one, or when it leads out of this schema. */
    private JsonNode target(JsonNode schema) {
      String reference = schema.path("$ref").asText();
      return reference.startsWith("#/")
          ? tree.at(reference.substring(1))
          : MissingNode.getInstance();
    }

    private ObjectNode filled(Shape shape, ObjectNode given, int depth) {
      ObjectNode filled = given.deepCopy();
      shape.properties.forEach((name, schemas) -> {
        if (!filled.has(name)) {
          for (JsonNode schema : schemas.reversed()) {
            if (schema.has("default")) {
              filled.set(name, schema.get("default").deepCopy());
              break;
            }
          }
        }
        if (filled.has(name) && depth < MAX_DEPTH) {
          filled.set(name, deeper(schemas, filled.get(name), depth + 1));
        }
      });
      return filled;
    }

    /** A value with the defaults of the objects in it. */
    private JsonNode deeper(List<JsonNode> schemas, JsonNode value, int depth) {
      if (value instanceof ObjectNode object) {
        return complete(schemas, object, depth).value();
      }
      if (!(value instanceof ArrayNode array) || depth > MAX_DEPTH) {
        return value;
      }
      List<JsonNode> items = new ArrayList<>();
      for (JsonNode schema : schemas) {
        for (JsonNode part : List.of(target(schema), schema)) {
          if (part.path("items").isObject()) {
            items.add(part.path("items"));
          }
        }
      }
      ArrayNode filled = MAPPER.createArrayNode();
      for (JsonNode item : array) {
        filled.add(items.isEmpty() ? item : deeper(items, item, depth + 1));
      }
      return filled;
    }
  }

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
