package signalbox.domain.artifact;

/** What a screen does with an artifact. The lower-case name is the public word. */
public enum ArtifactRole {
  MODEL,
  EVALUATION,
  PREDICTIONS,
  /** A solution of an optimisation problem: an incumbent, or the best one in the end. */
  SOLUTION,
  /** What a solve came to. */
  SOLVE,
  OTHER
}
