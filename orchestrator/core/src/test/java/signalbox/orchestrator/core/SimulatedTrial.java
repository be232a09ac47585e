package signalbox.orchestrator.core;

import org.jspecify.annotations.Nullable;

/** A trial as the simulated orchestrator knows it; a stored copy is what survives a crash. */
final class SimulatedTrial implements Story.Subject {
  private final int number;
  private final String parameters;
  final boolean proposed;
  final long begunPlace;
  TrialStop stop = TrialStop.NONE;
  int reports;
  @Nullable TrialResult result;
  long endedPlace;

  SimulatedTrial(int number, String parameters, boolean proposed, long begunPlace) {
    this.number = number;
    this.parameters = parameters;
    this.proposed = proposed;
    this.begunPlace = begunPlace;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String parameters() {
    return parameters;
  }

  @Override
  public int reports() {
    return reports;
  }

  SimulatedTrial copy() {
    SimulatedTrial copy = new SimulatedTrial(number, parameters, proposed, begunPlace);
    copy.stop = stop;
    copy.reports = reports;
    copy.result = result;
    copy.endedPlace = endedPlace;
    return copy;
  }
}
