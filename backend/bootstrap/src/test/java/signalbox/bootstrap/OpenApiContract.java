package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The document {@code contracts/openapi.yaml} as a judge of real answers: an answer must have a
 * status, a media type and a body that the document knows, without a property that it does not.
 */
final class OpenApiContract {
  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head", "options");
  private static final Set<String> SCHEMA_MAPS = Set.of("properties", "schemas");

  private final JsonNode document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  private OpenApiContract(JsonNode document) {
    this.document = document;
  }

  /**
   * @param path template below {@code /api/v1}
   */
  record Operation(String method, String path, boolean open, JsonNode definition) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static OpenApiContract load() {
    try (InputStream stream =
        OpenApiContract.class.getResourceAsStream("/signalbox/contracts/openapi.yaml")) {
      JsonNode document = new YAMLMapper().readTree(stream);
      close(document.path("components"));
      return new OpenApiContract(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          JsonNode security = method.getValue().get("security");
          operations.add(
              new Operation(
                  method.getKey().toUpperCase(java.util.Locale.ROOT),
                  path.getKey(),
                  security != null && security.isEmpty(),
                  method.getValue()));
        }
      }
    }
    return operations;
  }

  /** The names of the parameters in the path, as the document declares them. */
  Set<String> pathParameters(Operation operation) {
    Set<String> names = new java.util.TreeSet<>();
    List<JsonNode> declared = new ArrayList<>();
    document.path("paths").path(operation.path()).path("parameters").forEach(declared::add);
    operation.definition().path("parameters").forEach(declared::add);
    for (JsonNode parameter : declared) {
      JsonNode resolved = resolved(parameter);
      if (resolved.path("in").asText().equals("path")) {
        names.add(resolved.path("name").asText());
      }
    }
    return names;
  }

  /** The operation of a real path; null when the document has none. */
  @Nullable Operation operation(String method, String path) {
    String plain = path.split("\\?", 2)[0];
    Operation found = null;
    for (Operation operation : operations()) {
      String pattern =
          "\\Q" + operation.path().replaceAll("\\{[A-Za-z]+}", "\\\\E[^/]+\\\\Q") + "\\E";
      boolean better = found == null || found.path().contains("{");
      if (operation.method().equals(method) && better && Pattern.matches(pattern, plain)) {
        found = operation;
      }
    }
    return found;
  }

  /** Fails unless the answer is one that the document promises. */
  void verify(String method, String path, int status, @Nullable String mediaType, String body) {
    Operation operation = operation(method, path);
    if (operation == null) {
      assertThat(status).as("%s %s is not in the document", method, path).isIn(404, 405);
      return;
    }
    JsonNode responses = operation.definition().path("responses");
    JsonNode response = responses.get(Integer.toString(status));
    if (response == null) {
      response = responses.get("default");
      assertThat(status).as("%s answered %s", operation, body).isGreaterThanOrEqualTo(400);
    }
    assertThat(response).as("%s knows no status %d", operation, status).isNotNull();
    JsonNode content =
        resolved(response == null ? operation.definition() : response).path("content");
    if (content.isMissingNode()) {
      assertThat(body).as("%s %d has no body", operation, status).isEmpty();
      return;
    }
    JsonNode media = content.get(String.valueOf(mediaType));
    boolean promised = media != null || content.has("application/octet-stream");
    assertThat(promised).as("%s %d promises no %s", operation, status, mediaType).isTrue();
    JsonNode schema = media == null ? null : media.get("schema");
    if (schema != null) {
      assertThat(compiled(schema).validate(body, InputFormat.JSON))
          .as("%s %d %s", operation, status, body)
          .isEmpty();
    }
  }

  private Schema compiled(JsonNode schema) {
    return schemas.computeIfAbsent(
        schema.toString(),
        _ -> {
          ObjectNode whole = schema.deepCopy();
          whole.set("components", document.path("components"));
          return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode reference = node.get("$ref");
    return reference == null ? node : document.at(reference.asText().substring(1));
  }

  /**
   * Objects with listed properties take no others, so that an answer cannot say more than agreed.
   */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (SCHEMA_MAPS.contains(entry.getKey())) {
        entry.getValue().forEach(OpenApiContract::close);
      } else {
        close(entry.getValue());
      }
    }
    if (node.isArray()) {
      node.forEach(OpenApiContract::close);
    }
  }
}
