package signalbox.orchestrator.service.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.core.Story;
import signalbox.orchestrator.core.TrialResult;
import signalbox.orchestrator.core.TrialStop;

/** What a run is to the study whose trial it is. Touched by the engine's thread alone. */
final class Trial implements Story.Subject {
  final String studyId;
  final String runId;

  /** Whose values it reports for pruning; empty: none. */
  final String metric;

  final boolean proposed;
  final Instant begunAt;

  /** The place of its beginning in the order of what happened in the study. */
  final long begunOrder;

  final ReportedValues reported;
  TrialStop stop = TrialStop.NONE;

  /** Absent while it goes on. */
  @Nullable TrialResult result;

  /** The place of its end in the order of what happened in the study; 0: not yet. */
  long endedOrder;

  Instant endedAt = Instant.EPOCH;

  /** When its values were last stored. */
  Instant valuesStoredAt = Instant.EPOCH;

  private final int number;
  private final String parameters;

  Trial(
      String studyId,
      int number,
      String runId,
      String metric,
      String parameters,
      boolean proposed,
      Instant begunAt,
      long begunOrder,
      ReportedValues reported) {
    this.studyId = studyId;
    this.number = number;
    this.runId = runId;
    this.metric = metric;
    this.parameters = parameters;
    this.proposed = proposed;
    this.begunAt = begunAt;
    this.begunOrder = begunOrder;
    this.reported = reported;
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
    return reported.size();
  }

  /** Somebody has asked to stop it; the first reason stays. */
  void stopped(TrialStop reason) {
    if (stop == TrialStop.NONE) {
      stop = reason;
    }
  }

  /** Its run has ended. */
  void ended(TrialResult worth, long place, Instant now) {
    result = worth;
    endedOrder = place;
    endedAt = now;
    reported.close();
  }
}
