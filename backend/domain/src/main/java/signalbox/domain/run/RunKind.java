package signalbox.domain.run;

/** What is executed. The lower-case name is the public word. */
public enum RunKind {
  TRAINING,
  PREDICTION,
  SOLVE,
  /** A run that the orchestrator conducts: it makes trials until a budget is spent. */
  STUDY,
  /** A run that the orchestrator makes for a study. */
  TRIAL
}
