package signalbox.orchestrator.core;

import java.util.List;

/** The state of a study after an event, and what is to be done then. */
public record StudyDecision(StudyState state, List<StudyEffect> effects) {
  public StudyDecision {
    effects = List.copyOf(effects);
  }
}
