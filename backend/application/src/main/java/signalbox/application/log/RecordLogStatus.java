package signalbox.application.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.StatusHandler;
import signalbox.application.event.Topic;
import signalbox.application.log.LogRuns.LogRun;
import signalbox.application.run.RunReported;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;

/**
 * Brings what the orchestrator says into the ledgers: attempts that begin and end, totals, answers
 * to requests for lines. Repeats change nothing.
 */
public final class RecordLogStatus implements StatusHandler<LogReported> {
  /** So long lines that were sent again may be on their way before they are missed again. */
  private static final Duration ON_THEIR_WAY = Duration.ofSeconds(1);

  private final LogRepository logs;
  private final KnownRuns runs;
  private final ChangeSignal signal;
  private final InstantSource clock;

  public RecordLogStatus(
      LogRepository logs, KnownRuns runs, ChangeSignal signal, InstantSource clock) {
    this.logs = logs;
    this.runs = runs;
    this.signal = signal;
    this.clock = clock;
  }

  @Override
  public void handle(List<LogReported> messages) {
    for (LogReported message : messages) {
      switch (message) {
        case LogReported.Totals said -> logs.totals(said.attempt(), said.totals());
        case LogReported.Resent answer -> answered(answer);
      }
      signal.changed(new Topic.RunLog(message.attempt().log().run()));
    }
  }

  private void answered(LogReported.Resent answer) {
    LogAttemptId attempt = answer.attempt();
    if (answer.totals() != null) {
      logs.totals(attempt, answer.totals());
    }
    LineRanges gone = answer.missing();
    Instant soon = clock.instant().plus(ON_THEIR_WAY);
    switch (answer.outcome()) {
      case SENT -> logs.answered(attempt, "sent", gone, answer.linesSent() > 0 ? soon : null);
      case GONE -> {
        // While the attempt lasts, its lines may still come by themselves.
        boolean ended = logs.find(attempt).map(LogAttempt::endedAt).isPresent();
        logs.answered(
            attempt,
            ended ? "gone" : "not_yet",
            ended ? LineRanges.of(List.of(new LineRange(1, Long.MAX_VALUE - 1))) : LineRanges.EMPTY,
            ended ? soon : null);
      }
      case UNREACHABLE -> logs.answered(attempt, "unreachable", LineRanges.EMPTY, null);
    }
  }

  /** What is said of runs; call it once the runs' own record has it. */
  public void handleRuns(List<RunReported> messages) {
    Set<RunId> starting = new HashSet<>();
    for (RunReported message : messages) {
      if (message.report().content() instanceof RunReport.Starting) {
        starting.add(message.runId());
      }
    }
    Map<RunId, LogRun> found = runs.find(starting);
    found.forEach((run, there) -> runs.learn(run, KnownRuns.known(there)));
    for (RunReported message : messages) {
      RunReport report = message.report();
      LogAttemptId attempt = new LogAttemptId(LogId.of(message.runId()), report.attempt());
      if (!(report.content() instanceof RunReport.Lifecycle lifecycle) || report.attempt() < 1) {
        continue;
      }
      if (lifecycle instanceof RunReport.Starting(String _, String instance)) {
        LogRun run = found.get(message.runId());
        if (run != null) {
          logs.started(attempt, run.project(), instance.isEmpty() ? null : instance);
          logs.endedBefore(attempt, report.time());
        }
      } else if (lifecycle instanceof RunReport.Retrying retrying) {
        ended(new LogAttemptId(attempt.log(), retrying.failedAttempt()), report.time());
      } else if (lifecycle.status().terminal()) {
        logs.endedBefore(attempt, report.time());
        ended(attempt, report.time());
      }
    }
  }

  private void ended(LogAttemptId attempt, Instant at) {
    logs.ended(attempt, at);
    signal.changed(new Topic.RunLog(attempt.log().run()));
  }
}
