package signalbox.orchestrator.core;

import java.util.List;

/** The state after an event, and what is to be done once that state is stored. */
public record Decision(RunState state, List<Effect> effects) {
  public Decision {
    effects = List.copyOf(effects);
  }
}
