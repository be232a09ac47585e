package signalbox.domain.artifact;

/** What a screen does with an artifact. The lower-case name is the public word. */
public enum ArtifactRole {
  MODEL,
  EVALUATION,
  PREDICTIONS,
  OTHER
}
