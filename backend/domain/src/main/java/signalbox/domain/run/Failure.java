package signalbox.domain.run;

import org.jspecify.annotations.Nullable;

/**
 * Why a run failed.
 *
 * @param code stable and short: {@code algorithm.diverged}
 * @param message a plain sentence for the user
 * @param phase the phase in which it happened
 */
public record Failure(
    Kind kind,
    String code,
    String message,
    @Nullable String phase,
    @Nullable String exceptionType,
    @Nullable String stackTrace) {

  /** The lower-case name is the public word. */
  public enum Kind {
    /** A bad input or an error in user code: never tried again. */
    PROGRAM,
    /** A machine, a network or a store failed, too often. */
    INFRASTRUCTURE
  }
}
