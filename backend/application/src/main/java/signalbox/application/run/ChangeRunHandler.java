package signalbox.application.run;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;

/** Carries out {@link ChangeRun}. */
public final class ChangeRunHandler implements Handler<ChangeRun, RunView> {
  private final RunAccess access;
  private final RunRepository runs;
  private final RunNotes notes;
  private final RunViews views;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final InstantSource clock;

  public ChangeRunHandler(
      RunAccess access,
      RunRepository runs,
      RunNotes notes,
      RunViews views,
      Transactions transactions,
      ChangeSignal signal,
      InstantSource clock) {
    this.access = access;
    this.runs = runs;
    this.notes = notes;
    this.views = views;
    this.transactions = transactions;
    this.signal = signal;
    this.clock = clock;
  }

  @Override
  public RunView handle(Principal caller, ChangeRun command) {
    access.require(caller, command.run(), Role.EDITOR);
    return views.of(transactions.inTransaction(() -> change(caller, command)));
  }

  private Run change(Principal caller, ChangeRun command) {
    Run run =
        runs.lock(List.of(command.run())).stream()
            .findFirst()
            .orElseThrow(() -> RunAccess.notFound(command.run()));
    Run next =
        run.described(
            command.name() == null ? run.name() : command.name(),
            command.tags() == null ? run.tags() : command.tags());
    String text = command.notes();
    if (text != null) {
      Instant now = clock.instant();
      if (text.isEmpty()) {
        notes.remove(run.id());
        next = next.noted(null);
      } else {
        notes.put(run.id(), new Notes(text, now, caller.userId()));
        next = next.noted(now);
      }
    }
    if (next.equals(run)) {
      return run;
    }
    Run revised = runs.revised(next);
    runs.update(revised);
    transactions.afterCommit(() -> RunSignals.changed(signal, run));
    return revised;
  }
}
