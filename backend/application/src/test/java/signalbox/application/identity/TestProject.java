package signalbox.application.identity;

import java.util.Optional;
import signalbox.application.run.TestRuns;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** The only project that there is, with an editor and a viewer. */
public final class TestProject implements ProjectRoles {
  public final ProjectId id = new ProjectId(TestRuns.IDS.next());
  public final Principal editor = new Principal(new UserId(TestRuns.IDS.next()), false);
  public final Principal viewer = new Principal(new UserId(TestRuns.IDS.next()), false);
  public final Principal stranger = new Principal(new UserId(TestRuns.IDS.next()), false);

  @Override
  public Optional<Role> find(UserId user, ProjectId project) {
    if (!exists(project)) {
      return Optional.empty();
    }
    return user.equals(editor.userId())
        ? Optional.of(Role.EDITOR)
        : user.equals(viewer.userId()) ? Optional.of(Role.VIEWER) : Optional.empty();
  }

  @Override
  public boolean exists(ProjectId project) {
    return project.equals(id);
  }
}
