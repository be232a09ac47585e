package signalbox.application.project;

import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** The rule that a project's last admin stays. To be asked while the project is locked. */
final class LastAdmin {
  private LastAdmin() {}

  /**
   * @throws SignalboxException {@code project.last_admin} when {@code leaving} is the only admin
   */
  static void requireAnother(ProjectRepository projects, ProjectId project, UserId leaving) {
    boolean isAdmin =
        projects
            .findMember(project, leaving)
            .map(Member::role)
            .filter(Role.ADMIN::equals)
            .isPresent();
    boolean another =
        projects.members(project).stream()
            .anyMatch(member -> member.role() == Role.ADMIN && !member.userId().equals(leaving));
    if (isAdmin && !another) {
      throw SignalboxException.of(ErrorCode.PROJECT_LAST_ADMIN);
    }
  }
}
