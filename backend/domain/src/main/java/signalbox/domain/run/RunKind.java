package signalbox.domain.run;

/** What is executed. The lower-case name is the public word. */
public enum RunKind {
  TRAINING,
  PREDICTION,
  SOLVE
}
