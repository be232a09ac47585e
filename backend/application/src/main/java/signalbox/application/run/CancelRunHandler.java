package signalbox.application.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import signalbox.application.event.ChangeSignal;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunState;

/** Carries out {@link CancelRun}: the new state, the command and the event in one transaction. */
public final class CancelRunHandler implements Handler<CancelRun, RunView> {
  /** How long a graceful stop may take before it becomes a kill. */
  public static final Duration GRACE = Duration.ofSeconds(30);

  private final RunAccess access;
  private final RunRepository runs;
  private final CommandOutbox outbox;
  private final StopWatcher watcher;
  private final RunViews views;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final InstantSource clock;

  public CancelRunHandler(
      RunAccess access,
      RunRepository runs,
      CommandOutbox outbox,
      StopWatcher watcher,
      RunViews views,
      Transactions transactions,
      ChangeSignal signal,
      InstantSource clock) {
    this.access = access;
    this.runs = runs;
    this.outbox = outbox;
    this.watcher = watcher;
    this.views = views;
    this.transactions = transactions;
    this.signal = signal;
    this.clock = clock;
  }

  @Override
  public RunView handle(Principal caller, CancelRun command) {
    access.require(caller, command.run(), Role.EDITOR);
    return views.of(transactions.inTransaction(() -> cancel(caller, command)));
  }

  private Run cancel(Principal caller, CancelRun command) {
    RunId id = command.run();
    Run run = runs.lock(List.of(id)).stream().findFirst().orElseThrow(() -> RunAccess.notFound(id));
    Instant now = clock.instant();
    RunState asked = run.state().cancelling(command.mode(), now, caller.userId(), GRACE);
    if (asked.equals(run.state())) {
      return run;
    }
    Run revised = runs.revised(run.with(asked));
    UUID commandId = outbox.cancelRun(revised, command.mode(), GRACE);
    runs.update(revised);
    runs.append(
        List.of(
            new RunEvent(
                id,
                revised.revision(),
                0,
                now,
                run.attempt(),
                RunEventType.CANCEL_REQUESTED,
                Map.of(
                    "mode",
                    command.mode().name().toLowerCase(Locale.ROOT),
                    "by",
                    caller.userId().toString(),
                    "commandId",
                    commandId.toString()))));
    watcher.stopRequested(revised, command.mode(), caller.userId(), now);
    transactions.afterCommit(() -> RunSignals.changed(signal, run));
    return revised;
  }
}
