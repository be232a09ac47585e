package signalbox.orchestrator.core;

import java.util.Locale;

/** Why a trial is being stopped. The first reason stays. */
public enum TrialStop {
  /** Nobody has asked for it. */
  NONE,
  /** It is not worth going on. */
  PRUNED,
  /** A person stopped it, or its study. */
  CANCELLED;

  /** The word that contracts use; empty when nobody has asked. */
  public String word() {
    return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
  }

  /** The reason that is called so by contracts. */
  public static TrialStop of(String word) {
    return word.isEmpty() ? NONE : valueOf(word.toUpperCase(Locale.ROOT));
  }
}
