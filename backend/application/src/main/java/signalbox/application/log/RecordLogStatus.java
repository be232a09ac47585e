package signalbox.application.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.StatusHandler;
import signalbox.application.event.Topic;
import signalbox.application.run.RunReported;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.project.ProjectId;
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
    runs.learn(
        messages.stream()
            .filter(LogReported.Totals.class::isInstance)
            .map(message -> message.attempt().log().run())
            .toList());
    logs.enter(messages.stream().flatMap(message -> totals(message).stream()).toList());
    for (LogReported message : messages) {
      if (message instanceof LogReported.Resent answer) {
        answered(answer);
      }
      changed(message.attempt());
    }
  }

  private Optional<LedgerEntry> totals(LogReported message) {
    LogAttemptId attempt = message.attempt();
    return switch (message) {
      // An attempt that was short says them before anything else is known of it.
      case LogReported.Totals said ->
          Optional.of(new LedgerEntry.Totals(attempt, project(attempt), said.totals()));
      // Whoever was asked has a ledger here, unless its run was deleted meanwhile.
      case LogReported.Resent answer ->
          Optional.ofNullable(answer.totals())
              .map(totals -> new LedgerEntry.Totals(attempt, null, totals));
    };
  }

  private @Nullable ProjectId project(LogAttemptId attempt) {
    return runs.find(attempt.log().run()).map(KnownRuns.Known::project).orElse(null);
  }

  private void answered(LogReported.Resent answer) {
    LogAttemptId attempt = answer.attempt();
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
    runs.learn(
        messages.stream()
            .filter(message -> message.report().content() instanceof RunReport.Starting)
            .map(RunReported::runId)
            .toList());
    List<LedgerEntry> entries = new ArrayList<>();
    for (RunReported message : messages) {
      RunReport report = message.report();
      LogAttemptId attempt = new LogAttemptId(LogId.of(message.runId()), report.attempt());
      if (!(report.content() instanceof RunReport.Lifecycle lifecycle) || report.attempt() < 1) {
        continue;
      }
      if (lifecycle instanceof RunReport.Starting(String _, String instance)) {
        ProjectId project = project(attempt);
        if (project != null) {
          entries.add(
              new LedgerEntry.Started(attempt, project, instance.isEmpty() ? null : instance));
          entries.add(new LedgerEntry.EndedBefore(attempt, report.time()));
        }
      } else if (lifecycle instanceof RunReport.Retrying retrying) {
        entries.add(
            new LedgerEntry.Ended(
                new LogAttemptId(attempt.log(), retrying.failedAttempt()), report.time()));
      } else if (lifecycle.status().terminal()) {
        entries.add(new LedgerEntry.EndedBefore(attempt, report.time()));
        entries.add(new LedgerEntry.Ended(attempt, report.time()));
      }
    }
    logs.enter(entries);
    entries.stream()
        .filter(LedgerEntry.Ended.class::isInstance)
        .forEach(entry -> changed(entry.attempt()));
  }

  private void changed(LogAttemptId attempt) {
    signal.changed(new Topic.RunLog(attempt.log().run()));
  }
}
