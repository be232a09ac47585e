package signalbox.application.log;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Answers everybody who is signed in: the counts name nobody. */
public final class GetLogIntakeHandler implements Handler<GetLogIntake, IntakeStatistics.Snapshot> {
  private final IntakeStatistics statistics;

  public GetLogIntakeHandler(IntakeStatistics statistics) {
    this.statistics = statistics;
  }

  @Override
  public IntakeStatistics.Snapshot handle(Principal caller, GetLogIntake request) {
    return statistics.snapshot();
  }
}
