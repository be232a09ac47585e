package signalbox.application.identity;

import java.util.Optional;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** The roles of members. Thread-safe; always answers from the store. */
public interface ProjectRoles {
  Optional<Role> find(UserId user, ProjectId project);

  boolean exists(ProjectId project);
}
