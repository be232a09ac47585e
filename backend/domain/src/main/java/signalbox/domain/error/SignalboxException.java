package signalbox.domain.error;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one unchecked exception: a code of the catalogue with the arguments of its message.
 *
 * <p>Arguments are safe or unsafe for logs: ids, numbers and states of ours are safe, what a user
 * typed is not. Both reach the answer to that user; only safe ones reach a log.
 */
public final class SignalboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient Map<String, Argument> arguments;
  private final @Nullable String field;
  private final transient List<Fault> faults;

  private SignalboxException(
      ErrorCode code,
      Map<String, Argument> arguments,
      @Nullable String field,
      List<Fault> faults,
      @Nullable Throwable cause) {
    super(code.code(), cause);
    this.code = code;
    this.arguments = arguments;
    this.field = field;
    this.faults = faults;
  }

  public static SignalboxException of(ErrorCode code) {
    return new SignalboxException(code, Map.of(), null, List.of(), null);
  }

  /**
   * {@code request.invalid} for a field. The reason is our own sentence without the user's value.
   */
  public static SignalboxException invalid(String field, String reason) {
    return invalid(ErrorCode.REQUEST_INVALID, field, reason);
  }

  /** A code whose message has the arguments {@code field} and {@code reason}. */
  public static SignalboxException invalid(ErrorCode code, String field, String reason) {
    return of(code).unsafe("field", field).unsafe("reason", reason).at(field);
  }

  /** Adds an argument that may be logged. */
  public SignalboxException safe(String name, Object value) {
    return with(name, new Argument(String.valueOf(value), true));
  }

  /** Adds an argument that must not be logged. */
  public SignalboxException unsafe(String name, Object value) {
    return with(name, new Argument(String.valueOf(value), false));
  }

  /** Names the field at fault. */
  public SignalboxException at(String newField) {
    return copy(arguments, newField, faults, getCause());
  }

  /** Lists every single fault. */
  public SignalboxException because(List<Fault> newFaults) {
    return copy(arguments, field, List.copyOf(newFaults), getCause());
  }

  public SignalboxException causedBy(Throwable newCause) {
    return copy(arguments, field, faults, newCause);
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, Argument> arguments() {
    return arguments;
  }

  public @Nullable String field() {
    return field;
  }

  public List<Fault> faults() {
    return faults;
  }

  private SignalboxException with(String name, Argument argument) {
    Map<String, Argument> extended = new LinkedHashMap<>(arguments);
    extended.put(name, argument);
    return copy(extended, field, faults, getCause());
  }

  private SignalboxException copy(
      Map<String, Argument> newArguments,
      @Nullable String newField,
      List<Fault> newFaults,
      @Nullable Throwable newCause) {
    SignalboxException copy =
        new SignalboxException(code, newArguments, newField, newFaults, newCause);
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /**
   * An argument of a message.
   *
   * @param safe whether it may be logged
   */
  public record Argument(String text, boolean safe) {}
}
