package signalbox.orchestrator.core;

/**
 * Why an attempt failed, in the ML service's words.
 *
 * @param code stable and short
 * @param message a plain sentence for the user
 * @param phase of the execution, such as {@code loading}; may be empty
 * @param exceptionType may be empty
 * @param stackTrace of user code; may be empty
 */
public record RunFailure(
    Kind kind, String code, String message, String phase, String exceptionType, String stackTrace) {

  /** Decides whether another attempt makes sense. */
  public enum Kind {
    /** A bad input or an error in user code: never retried. */
    PROGRAM,
    /** A machine, a network or a store failed: retried. */
    INFRASTRUCTURE,
    /** The time limit was reached. */
    TIMEOUT
  }

  /** A failure without an exception of user code. */
  public static RunFailure of(Kind kind, String code, String message) {
    return new RunFailure(kind, code, message, "", "", "");
  }
}
