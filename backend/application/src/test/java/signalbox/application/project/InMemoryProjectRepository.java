package signalbox.application.project;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.identity.UserRepository;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;

/** Projects in memory, with the users of another store. */
public final class InMemoryProjectRepository implements ProjectRepository {
  private final UserRepository users;
  private final Map<String, Project> projects = new TreeMap<>();
  private final Map<ProjectId, Map<UserId, Role>> roles = new HashMap<>();

  public InMemoryProjectRepository(UserRepository users) {
    this.users = users;
  }

  @Override
  public synchronized boolean insert(Project project) {
    if (taken(project)) {
      return false;
    }
    projects.put(project.id().toString(), project);
    return true;
  }

  @Override
  public synchronized Optional<Project> find(ProjectId id) {
    return Optional.ofNullable(projects.get(id.toString()));
  }

  @Override
  public Optional<Project> lock(ProjectId id) {
    return find(id);
  }

  @Override
  public synchronized Optional<Role> find(UserId user, ProjectId project) {
    return Optional.ofNullable(roles.getOrDefault(project, Map.of()).get(user));
  }

  @Override
  public boolean exists(ProjectId project) {
    return find(project).isPresent();
  }

  @Override
  public synchronized Page<ProjectView> listAll(PageRequest request) {
    return page(
        projects.values().stream().map(project -> new ProjectView(project, Role.ADMIN)).toList(),
        request);
  }

  @Override
  public synchronized Page<ProjectView> listOf(UserId user, PageRequest request) {
    return page(
        projects.values().stream()
            .flatMap(project ->
                find(user, project.id()).map(role -> new ProjectView(project, role)).stream())
            .toList(),
        request);
  }

  @Override
  public synchronized boolean update(Project project) {
    if (taken(project)) {
      return false;
    }
    projects.computeIfPresent(project.id().toString(), (_, _) -> project);
    return true;
  }

  @Override
  public synchronized List<Project> scheduledByLimits() {
    return projects.values().stream()
        .filter(project -> !project.limits().schedulesAsInitially())
        .toList();
  }

  @Override
  public synchronized boolean delete(ProjectId id) {
    projects.remove(id.toString());
    roles.remove(id);
    return true;
  }

  @Override
  public synchronized List<Member> members(ProjectId project) {
    return roles.getOrDefault(project, Map.of()).keySet().stream()
        .sorted(Comparator.comparing(UserId::toString))
        .flatMap(user -> findMember(project, user).stream())
        .toList();
  }

  @Override
  public synchronized Optional<Member> findMember(ProjectId project, UserId user) {
    Optional<User> found = users.find(user);
    return find(user, project)
        .flatMap(role -> found.map(u -> new Member(u.id(), u.email(), u.name(), role)));
  }

  @Override
  public synchronized void putMember(ProjectId project, UserId user, Role role) {
    roles.computeIfAbsent(project, _ -> new HashMap<>()).put(user, role);
  }

  @Override
  public synchronized void deleteMember(ProjectId project, UserId user) {
    roles.getOrDefault(project, new HashMap<>()).remove(user);
  }

  private boolean taken(Project project) {
    String name = project.name().toLowerCase(Locale.ROOT);
    return projects.values().stream()
        .anyMatch(known ->
            !known.id().equals(project.id()) && known.name().toLowerCase(Locale.ROOT).equals(name));
  }

  private static Page<ProjectView> page(List<ProjectView> all, PageRequest request) {
    @Nullable UUID after = UuidCursor.decode(request.cursor());
    List<ProjectView> rest =
        all.stream()
            .filter(view ->
                after == null || view.project().id().toString().compareTo(after.toString()) > 0)
            .toList();
    boolean more = rest.size() > request.limit();
    List<ProjectView> items = more ? rest.subList(0, request.limit()) : rest;
    return new Page<>(
        items, more ? UuidCursor.encode(items.getLast().project().id().value()) : null, all.size());
  }
}
