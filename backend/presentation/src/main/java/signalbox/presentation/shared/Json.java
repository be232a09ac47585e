package signalbox.presentation.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * The one JSON mapper: camelCase, RFC 3339 times in UTC, numbers that JSON does not know as the
 * texts {@code NaN}, {@code Infinity} and {@code -Infinity}. Thread-safe.
 *
 * <p>Input is strict: no unknown, repeated or wrong-typed properties, nothing after the value, and
 * a record's component that is not {@code @Nullable} must be there.
 */
public final class Json {
  private static final int MAX_DEPTH = 100;

  /** Reading the annotations of a record takes longer than reading the JSON of one. */
  private static final ClassValue<List<Part>> PARTS =
      new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
          return Stream.of(type.getRecordComponents()).map(Part::of).toList();
        }
      };

  /** A component of a record. */
  private record Part(String name, Method accessor, boolean nullable) {
    static Part of(RecordComponent component) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return new Part(
          component.getName(),
          accessor,
          component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    @Nullable Object in(Object value) {
      try {
        return accessor.invoke(value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final JsonMapper mapper;

  public Json() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(4 * 1024 * 1024)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    JsonMapper.Builder builder =
        JsonMapper.builder(factory)
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS));
    builder.withCoercionConfig(
        LogicalType.Textual,
        config ->
            config
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    mapper = builder.build();
  }

  /** The mapper itself, for trees and for other edges. Must not be reconfigured. */
  public JsonMapper mapper() {
    return mapper;
  }

  public byte[] write(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode tree(Object value) {
    return mapper.valueToTree(value);
  }

  /**
   * @throws SignalboxException {@code request.malformed} for bytes that are not JSON, {@code
   *     request.invalid} with the field's path for JSON of another shape
   */
  public <T> T read(byte[] bytes, Class<T> type) {
    T value;
    try {
      value = mapper.readValue(bytes, type);
    } catch (UnrecognizedPropertyException e) {
      throw SignalboxException.invalid(path(e), "is not known").causedBy(e);
    } catch (JsonMappingException e) {
      throw shapeFault(e);
    } catch (DatabindException e) {
      throw SignalboxException.invalid("body", "has the wrong type").causedBy(e);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (value == null) {
      throw SignalboxException.invalid("body", "must not be null");
    }
    requireComponents(value, "");
    return value;
  }

  private static SignalboxException shapeFault(JsonMappingException e) {
    if (e.getCause() instanceof SignalboxException known) {
      return known;
    }
    if (e.getCause() instanceof JsonProcessingException syntax
        && !(syntax instanceof JsonMappingException)
        && !(syntax instanceof InputCoercionException)) {
      return malformed(syntax);
    }
    String path = path(e);
    String message = String.valueOf(e.getOriginalMessage());
    if (path.isEmpty()) {
      return message.startsWith("No content to map")
          ? SignalboxException.of(ErrorCode.REQUEST_MALFORMED)
              .safe("reason", "it is empty")
              .causedBy(e)
          : SignalboxException.invalid("body", "has the wrong type").causedBy(e);
    }
    boolean missing = message.startsWith("Cannot map `null`");
    return SignalboxException.invalid(path, missing ? "is required" : "has the wrong type")
        .causedBy(e);
  }

  private static SignalboxException malformed(JsonProcessingException e) {
    var location = e.getLocation();
    String where =
        location == null
            ? ""
            : ": line " + location.getLineNr() + ", column " + location.getColumnNr();
    return SignalboxException.of(ErrorCode.REQUEST_MALFORMED)
        .safe("reason", "it is not valid JSON" + where)
        .causedBy(e);
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }

  private static void requireComponents(Object value, String path) {
    if (value instanceof Collection<?> items) {
      int index = 0;
      for (Object item : items) {
        String at = path + "[" + index++ + "]";
        if (item == null) {
          throw SignalboxException.invalid(at, "must not be null");
        }
        requireComponents(item, at);
      }
    }
    if (!(value instanceof Record)) {
      return;
    }
    for (Part part : PARTS.get(value.getClass())) {
      String at = path.isEmpty() ? part.name() : path + "." + part.name();
      Object held = part.in(value);
      if (held != null) {
        requireComponents(held, at);
      } else if (!part.nullable()) {
        throw SignalboxException.invalid(at, "is required");
      }
    }
  }
}
