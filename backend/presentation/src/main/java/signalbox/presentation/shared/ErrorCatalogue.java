package signalbox.presentation.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.event.Level;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.SignalboxException;

/** The texts and properties of the error codes, as {@code contracts/errors.yaml} gives them. */
public final class ErrorCatalogue {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");
  private static final String UNKNOWN_ARGUMENT = "?";

  private final Map<ErrorCode, Entry> entries;

  private ErrorCatalogue(Map<ErrorCode, Entry> entries) {
    this.entries = entries;
  }

  /**
   * @param status the HTTP status
   * @param level how an edge logs it
   */
  public record Entry(
      ErrorCode code, ErrorKind kind, int status, String message, boolean retry, Level level) {}

  /**
   * Reads the catalogue from the class path.
   *
   * @throws IllegalStateException when it does not hold every code
   */
  public static ErrorCatalogue load() {
    JsonNode errors = document().path("errors");
    Map<ErrorCode, Entry> entries = new EnumMap<>(ErrorCode.class);
    for (ErrorCode code : ErrorCode.values()) {
      JsonNode node = errors.get(code.code());
      if (node == null) {
        throw new IllegalStateException("errors.yaml has no " + code.code());
      }
      ErrorKind kind = ErrorKind.valueOf(node.path("kind").asText());
      int status = node.path("status").asInt(statusOf(kind));
      Level level = Level.valueOf(node.path("level").asText().toUpperCase(Locale.ROOT));
      entries.put(
          code,
          new Entry(
              code,
              kind,
              status,
              node.path("message").asText(),
              node.path("retry").asBoolean(),
              level));
    }
    return new ErrorCatalogue(entries);
  }

  /** The document itself. */
  static JsonNode document() {
    try (InputStream stream =
        ErrorCatalogue.class.getResourceAsStream("/signalbox/contracts/errors.yaml")) {
      if (stream == null) {
        throw new IllegalStateException("signalbox/contracts/errors.yaml is not on the class path");
      }
      return new YAMLMapper().readTree(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Entry entry(ErrorCode code) {
    Entry entry = entries.get(code);
    if (entry == null) {
      throw new IllegalStateException(code.code());
    }
    return entry;
  }

  /** The public sentence, its places filled with the exception's arguments. */
  public String text(SignalboxException exception) {
    Map<String, SignalboxException.Argument> arguments = exception.arguments();
    return PLACEHOLDER
        .matcher(entry(exception.code()).message())
        .replaceAll(match -> {
          SignalboxException.Argument argument = arguments.get(match.group(1));
          return Matcher.quoteReplacement(argument == null ? UNKNOWN_ARGUMENT : argument.text());
        });
  }

  private static int statusOf(ErrorKind kind) {
    return switch (kind) {
      case INVALID -> 422;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case EXHAUSTED -> 429;
      case UNAVAILABLE -> 503;
      case INTERNAL -> 500;
    };
  }
}
