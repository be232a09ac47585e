package signalbox.application.run;

import java.util.Optional;
import signalbox.application.identity.ProjectRoles;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;

/** Runs and roles of other stores in memory, side by side. */
public final class InMemoryMemberRuns implements MemberRuns {
  private final RunRepository runs;
  private final ProjectRoles roles;

  public InMemoryMemberRuns(RunRepository runs, ProjectRoles roles) {
    this.runs = runs;
    this.roles = roles;
  }

  @Override
  public Optional<Found> find(RunId run, UserId reader) {
    return runs.find(run)
        .map(found -> new Found(found, roles.find(reader, found.projectId()).orElse(null)));
  }
}
