package signalbox.application.project;

import java.util.List;
import signalbox.application.shared.Transactions;
import signalbox.domain.project.Project;

/**
 * Tells orchestrators the limits of all projects that have any: done at each start, so that a topic
 * that was lost is whole again.
 */
public final class TellLimits implements Runnable {
  private final ProjectRepository projects;
  private final LimitsOutbox outbox;
  private final Transactions transactions;

  public TellLimits(ProjectRepository projects, LimitsOutbox outbox, Transactions transactions) {
    this.projects = projects;
    this.outbox = outbox;
    this.transactions = transactions;
  }

  @Override
  public void run() {
    transactions.inTransaction(() -> {
      List<Project> limited = projects.scheduledByLimits();
      limited.forEach(outbox::tell);
    });
  }
}
