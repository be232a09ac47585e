package signalbox.application.project;

import java.util.List;
import java.util.Optional;
import signalbox.application.identity.ProjectRoles;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;

/** Projects and their members. Thread-safe; takes part in the current transaction. */
public interface ProjectRepository extends ProjectRoles {
  /** Stores a new project; false when the name is taken. */
  boolean insert(Project project);

  Optional<Project> find(ProjectId id);

  /** Finds a project and keeps others from changing its members until the transaction ends. */
  Optional<Project> lock(ProjectId id);

  /** Every project, oldest first; the role is admin. */
  Page<ProjectView> listAll(PageRequest request);

  /** The projects of a member, oldest first. */
  Page<ProjectView> listOf(UserId user, PageRequest request);

  /** Changes name, description and limits; false when the name is taken. */
  boolean update(Project project);

  /**
   * Those whose limits orchestrators must know, in the order of their ids. Nobody changes them
   * until the transaction ends.
   */
  List<Project> scheduledByLimits();

  /** False when datasets, runs or models are in it. No effect when there is none. */
  boolean delete(ProjectId id);

  /** In the order in which their users were added to the system. */
  List<Member> members(ProjectId project);

  Optional<Member> findMember(ProjectId project, UserId user);

  /** Adds a member or changes his role. */
  void putMember(ProjectId project, UserId user, Role role);

  /** No effect when he is none. */
  void deleteMember(ProjectId project, UserId user);
}
