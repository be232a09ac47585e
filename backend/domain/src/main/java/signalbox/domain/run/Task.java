package signalbox.domain.run;

/** What a training learns. The lower-case name is the public word. */
public enum Task {
  CLASSIFICATION,
  REGRESSION
}
