package signalbox.application.identity;

import java.util.Optional;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.ProjectId;

/** Decides who may do what. Denies by default. */
public final class AccessPolicy {
  private final ProjectRoles roles;

  public AccessPolicy(ProjectRoles roles) {
    this.roles = roles;
  }

  /**
   * @throws SignalboxException {@code auth.forbidden} when the role is too small, {@code
   *     project.not_found} when the caller has none, so that a stranger learns nothing
   */
  public void requireRole(Principal caller, ProjectId project, Role required) {
    Role role =
        roleOf(caller, project)
            .orElseThrow(
                () -> SignalboxException.of(ErrorCode.PROJECT_NOT_FOUND).safe("id", project));
    if (!role.includes(required)) {
      throw SignalboxException.of(ErrorCode.AUTH_FORBIDDEN)
          .safe("role", required.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** The caller's role, admin for an administrator; empty for a project that is not there. */
  public Optional<Role> roleOf(Principal caller, ProjectId project) {
    if (caller.administrator()) {
      return roles.exists(project) ? Optional.of(Role.ADMIN) : Optional.empty();
    }
    return roles.find(caller.userId(), project);
  }

  /**
   * @throws SignalboxException {@code auth.forbidden}
   */
  public void requireAdministrator(Principal caller) {
    if (!caller.administrator()) {
      throw SignalboxException.of(ErrorCode.AUTH_FORBIDDEN).safe("role", "administrator");
    }
  }
}
