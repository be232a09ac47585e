package signalbox.infrastructure.postgres.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import signalbox.application.transfer.Importing;
import signalbox.application.transfer.MediaTypes;
import signalbox.application.transfer.ObjectNames;
import signalbox.application.transfer.Refusals;

/**
 * Rows as JSON, from our store into the file of a project and back. Numbers keep every digit. In
 * documents a property whose name ends in {@code Id} or {@code Ids} holds ids, {@code objectKey}
 * the key of an object, {@code by} and {@code requestedBy} a user; what people or programs wrote
 * themselves, such as parameters, is never looked into.
 */
final class RowTranslator {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** What stands in documents and is not ours. */
  private static final Set<String> NOT_OURS =
      Set.of("parameters", "environment", "columnMapping", "excludedColumns", "tags");

  /** Ids under other names. */
  private static final Set<String> IDS = Set.of("study", "retryOf", "instances");

  /** Ids of something that stays at home, or was left there before. */
  private static final Set<String> OTHER_IDS = Set.of("commandId", "traceId", "originalId");

  private static final Set<String> USERS = Set.of("by", "requestedBy");
  private static final String KEY = "objectKey";

  private static final int MOST_TEXT = 1_000_000;
  private static final int MOST_NAME = 500;
  private static final int FIRST_YEAR = 1;
  private static final int LAST_YEAR = 9999;

  private RowTranslator() {}

  /** What is done with what documents hold of others. */
  private record Change(
      UnaryOperator<String> id, UnaryOperator<String> key, @Nullable String user) {}

  private static final Change LEAVING = new Change(UnaryOperator.identity(), ObjectNames::of, null);

  /** A row as our store has it, as it stands in a file. */
  static byte[] leaving(TransferTable table, String row) {
    try {
      ObjectNode node = (ObjectNode) MAPPER.readTree(row);
      for (Map.Entry<Field<?>, ColumnRule> column : table.columns().entrySet()) {
        String name = column.getKey().getName();
        JsonNode value = node.path(name);
        switch (column.getValue()) {
          case USER_OR_NONE -> {
            if (!value.isNull()) {
              node.put(name, true);
            }
          }
          case OBJECT -> node.put(name, ObjectNames.of(value.asText()));
          case MEDIA_TYPE -> node.put(name, MediaTypes.orBytes(value.asText()));
          case DOCUMENT -> change(value, LEAVING);
          case KEPT, RENEWED, PROJECT, USER, LEFT_OUT -> {}
        }
      }
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a row of a file one as our store is to have it.
   *
   * @throws signalbox.domain.error.SignalboxException {@code import.invalid}
   */
  static void coming(Importing importing, String entry, TransferTable table, ObjectNode node) {
    Set<String> unknown = new HashSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    for (Map.Entry<Field<?>, ColumnRule> column : table.columns().entrySet()) {
      String name = column.getKey().getName();
      if (TransferTable.travels(column.getValue())) {
        unknown.remove(name);
      }
      come(importing, entry, node, column.getKey(), column.getValue());
    }
    if (!unknown.isEmpty()) {
      throw Refusals.invalid(entry, "a row has a column that is not known");
    }
  }

  /**
   * A JSON object.
   *
   * @throws signalbox.domain.error.SignalboxException {@code import.invalid}
   */
  static ObjectNode object(String entry, byte[] row) {
    try {
      if (MAPPER.readTree(row) instanceof ObjectNode node) {
        return node;
      }
    } catch (IOException e) {
      throw Refusals.invalid(entry, "a row cannot be read").causedBy(e);
    }
    throw Refusals.invalid(entry, "a row is none");
  }

  /** Rows as one array. */
  static String array(Iterable<ObjectNode> rows) {
    ArrayNode all = MAPPER.createArrayNode();
    rows.forEach(all::add);
    try {
      return MAPPER.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void come(
      Importing importing, String entry, ObjectNode node, Field<?> field, ColumnRule rule) {
    String name = field.getName();
    JsonNode value = node.path(name);
    switch (rule) {
      case KEPT -> check(entry, field, value);
      case RENEWED -> {
        if (!value.isMissingNode()) {
          node.set(name, renewed(importing, entry, value));
        }
      }
      case PROJECT -> node.put(name, importing.project().toString());
      case USER -> node.put(name, importing.user().toString());
      case USER_OR_NONE -> {
        if (value.equals(BooleanNode.TRUE)) {
          node.put(name, importing.user().toString());
        } else if (!value.isNull() && !value.isMissingNode()) {
          throw Refusals.invalid(entry, "a row names somebody");
        }
      }
      case OBJECT -> node.put(name, key(importing, entry, value.asText()));
      case MEDIA_TYPE -> {
        if (!MediaTypes.valid(value.asText())) {
          throw Refusals.invalid(entry, "a content type is none");
        }
      }
      case DOCUMENT ->
          change(
              value,
              new Change(
                  id -> renewed(importing, entry, id),
                  object -> key(importing, entry, object),
                  importing.user().toString()));
      case LEFT_OUT -> {}
    }
  }

  private static JsonNode renewed(Importing importing, String entry, JsonNode value) {
    if (value.isNull()) {
      return value;
    }
    if (value instanceof ArrayNode several) {
      ArrayNode all = MAPPER.createArrayNode();
      several.forEach(one -> all.add(renewed(importing, entry, one.asText())));
      return all;
    }
    return TextNode.valueOf(renewed(importing, entry, value.asText()));
  }

  private static String renewed(Importing importing, String entry, String id) {
    UUID original = uuid(id);
    if (original == null) {
      throw Refusals.invalid(entry, "an id is none");
    }
    return importing.renewal().renew(original).toString();
  }

  private static String key(Importing importing, String entry, String name) {
    if (!ObjectNames.valid(name)) {
      throw Refusals.invalid(entry, "the name of an object is none");
    }
    return importing.renewal().key(name);
  }

  static @Nullable UUID uuid(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equalsIgnoreCase(text) ? id : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What a column could hold and a screen could not show. */
  private static void check(String entry, Field<?> field, JsonNode value) {
    if (field.getType() == OffsetDateTime.class && value.isTextual()) {
      try {
        int year = OffsetDateTime.parse(value.textValue()).getYear();
        if (year >= FIRST_YEAR && year <= LAST_YEAR) {
          return;
        }
      } catch (DateTimeException e) {
        throw Refusals.invalid(entry, "a time is none").causedBy(e);
      }
      throw Refusals.invalid(entry, "a time is none");
    }
    int most = field.getName().equals("name") ? MOST_NAME : MOST_TEXT;
    if (value.isTextual() && value.textValue().length() > most) {
      throw Refusals.invalid(entry, "a text is too long");
    }
  }

  private static void change(JsonNode node, Change how) {
    if (node instanceof ArrayNode several) {
      several.forEach(one -> change(one, how));
    } else if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> property : object.properties()) {
        if (!NOT_OURS.contains(property.getKey())) {
          change(property, how);
        }
      }
    }
  }

  private static void change(Map.Entry<String, JsonNode> property, Change how) {
    String name = property.getKey();
    JsonNode value = property.getValue();
    if (USERS.contains(name)) {
      property.setValue(
          how.user() == null ? JsonNodeFactory.instance.nullNode() : TextNode.valueOf(how.user()));
    } else if (name.equals(KEY)) {
      if (value.isTextual()) {
        property.setValue(TextNode.valueOf(how.key().apply(value.textValue())));
      }
    } else if (isId(name)) {
      property.setValue(ids(value, how));
    } else {
      change(value, how);
    }
  }

  private static boolean isId(String name) {
    return IDS.contains(name)
        || ((name.endsWith("Id") || name.endsWith("Ids")) && !OTHER_IDS.contains(name));
  }

  private static JsonNode ids(JsonNode value, Change how) {
    if (value instanceof ArrayNode several) {
      ArrayNode all = MAPPER.createArrayNode();
      several.forEach(one -> all.add(ids(one, how)));
      return all;
    }
    return value.isTextual() && uuid(value.textValue()) != null
        ? TextNode.valueOf(how.id().apply(value.textValue()))
        : value;
  }
}
