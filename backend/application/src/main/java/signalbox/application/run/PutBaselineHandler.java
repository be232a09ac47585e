package signalbox.application.run;

import java.util.Optional;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.RunId;

/** Carries out {@link PutBaseline}. */
public final class PutBaselineHandler implements Handler<PutBaseline, Optional<RunId>> {
  private final AccessPolicy access;
  private final RunRepository runs;
  private final Baselines baselines;
  private final Transactions transactions;

  public PutBaselineHandler(
      AccessPolicy access, RunRepository runs, Baselines baselines, Transactions transactions) {
    this.access = access;
    this.runs = runs;
    this.baselines = baselines;
    this.transactions = transactions;
  }

  @Override
  public Optional<RunId> handle(Principal caller, PutBaseline command) {
    access.requireRole(caller, command.project(), Role.EDITOR);
    RunId run = command.run();
    return transactions.inTransaction(() -> {
      if (run != null) {
        boolean known =
            runs.find(run).filter(found -> found.projectId().equals(command.project())).isPresent();
        if (!known) {
          throw RunAccess.notFound(run).at("runId");
        }
      }
      baselines.set(command.project(), run);
      return Optional.ofNullable(run);
    });
  }
}
