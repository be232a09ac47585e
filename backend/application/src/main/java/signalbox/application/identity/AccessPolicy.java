package signalbox.application.identity;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    require(roleOf(caller, project), project, required);
  }

  /**
   * The same for a project that is there, of which somebody has read what the caller is in it.
   *
   * @param membership null when he is no member
   */
  public void requireRole(
      Principal caller, ProjectId project, @Nullable Role membership, Role required) {
    require(roleOfMember(caller, membership), project, required);
  }

  private static void require(Optional<Role> found, ProjectId project, Role required) {
    Role role = found.orElseThrow(() -> projectNotFound(project));
    if (!role.includes(required)) {
      throw SignalboxException.of(ErrorCode.AUTH_FORBIDDEN)
          .safe("role", required.name().toLowerCase(Locale.ROOT));
    }
  }

  /** What a stranger is told as well as who asks for a project that is not there. */
  public static SignalboxException projectNotFound(ProjectId project) {
    return SignalboxException.of(ErrorCode.PROJECT_NOT_FOUND).safe("id", project);
  }

  /** The caller's role, admin for an administrator; empty for a project that is not there. */
  public Optional<Role> roleOf(Principal caller, ProjectId project) {
    if (caller.administrator()) {
      return roles.exists(project) ? Optional.of(Role.ADMIN) : Optional.empty();
    }
    return roles.find(caller.userId(), project);
  }

  /**
   * The caller's role in a project that is there, of which somebody has read what he is in it.
   *
   * @param membership null when he is no member
   */
  public Optional<Role> roleOfMember(Principal caller, @Nullable Role membership) {
    return caller.administrator() ? Optional.of(Role.ADMIN) : Optional.ofNullable(membership);
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
