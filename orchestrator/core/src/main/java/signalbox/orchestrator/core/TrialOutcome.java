package signalbox.orchestrator.core;

import java.util.Locale;

/** How a trial came out; each ends in exactly one of them. */
public enum TrialOutcome {
  /** It has a value of each objective. */
  COMPLETED,
  /** It was not worth going on. */
  PRUNED,
  /** Its run failed, or reported no value of an objective. */
  FAILED,
  /** A person stopped it. */
  CANCELLED;

  /** The word that contracts use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The outcome that is called so by contracts. */
  public static TrialOutcome of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
