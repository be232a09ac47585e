package signalbox.application.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.identity.UserRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;

/** What every store of projects does. */
public abstract class ProjectRepositoryContract {
  private Stores stores;

  /** Empty stores that know of each other. */
  public record Stores(UserRepository users, ProjectRepository projects) {}

  protected abstract Stores open();

  @BeforeEach
  void start() {
    stores = open();
  }

  @Test
  void keepsProjects() {
    Project project = project("Alpha");
    assertThat(stores.projects().insert(project)).isTrue();
    assertThat(stores.projects().insert(project("ALPHA"))).isFalse();

    assertThat(stores.projects().find(project.id())).contains(project);
    assertThat(stores.projects().lock(project.id())).contains(project);
    assertThat(stores.projects().exists(project.id())).isTrue();
    ProjectId unknown = new ProjectId(TestRuns.IDS.next());
    assertThat(stores.projects().find(unknown)).isEmpty();
    assertThat(stores.projects().exists(unknown)).isFalse();
  }

  @Test
  void changesProjects() {
    Project alpha = project("Alpha");
    Project beta = project("Beta");
    stores.projects().insert(alpha);
    stores.projects().insert(beta);
    Project changed = new Project(alpha.id(), "alpha", "new", alpha.createdAt());

    assertThat(stores.projects().update(changed)).isTrue();
    assertThat(stores.projects().find(alpha.id())).contains(changed);
    Project taken = new Project(alpha.id(), "BETA", "", alpha.createdAt());
    assertThat(stores.projects().update(taken)).isFalse();
    assertThat(stores.projects().find(alpha.id())).contains(changed);
  }

  @Test
  void keepsMembers() {
    Project project = project("Alpha");
    stores.projects().insert(project);
    User ada = user();
    User bob = user();
    stores.projects().putMember(project.id(), bob.id(), Role.VIEWER);
    stores.projects().putMember(project.id(), ada.id(), Role.VIEWER);
    stores.projects().putMember(project.id(), ada.id(), Role.ADMIN);

    assertThat(stores.projects().members(project.id()))
        .containsExactly(member(ada, Role.ADMIN), member(bob, Role.VIEWER));
    assertThat(stores.projects().findMember(project.id(), ada.id()))
        .contains(member(ada, Role.ADMIN));
    assertThat(stores.projects().find(bob.id(), project.id())).contains(Role.VIEWER);
    stores.projects().deleteMember(project.id(), bob.id());
    assertThat(stores.projects().find(bob.id(), project.id())).isEmpty();
    assertThat(stores.projects().findMember(project.id(), bob.id())).isEmpty();
  }

  @Test
  void listsWhatSomebodyMaySee() {
    User ada = user();
    Project first = project("First");
    Project second = project("Second");
    Project third = project("Third");
    for (Project project : new Project[] {first, second, third}) {
      stores.projects().insert(project);
    }
    stores.projects().putMember(first.id(), ada.id(), Role.EDITOR);
    stores.projects().putMember(third.id(), ada.id(), Role.VIEWER);

    Page<ProjectView> page = stores.projects().listOf(ada.id(), new PageRequest(1, null));
    assertThat(page.items()).containsExactly(new ProjectView(first, Role.EDITOR));
    assertThat(page.total()).isEqualTo(2);
    Page<ProjectView> next =
        stores.projects().listOf(ada.id(), new PageRequest(1, page.nextCursor()));
    assertThat(next.items()).containsExactly(new ProjectView(third, Role.VIEWER));
    assertThat(next.nextCursor()).isNull();
    assertThat(stores.projects().listAll(new PageRequest(10, null)).items())
        .extracting(ProjectView::project)
        .containsExactly(first, second, third);
  }

  @Test
  void deletesEmptyProjects() {
    Project project = project("Alpha");
    stores.projects().insert(project);
    stores.projects().putMember(project.id(), user().id(), Role.ADMIN);

    assertThat(stores.projects().delete(project.id())).isTrue();
    assertThat(stores.projects().exists(project.id())).isFalse();
    assertThat(stores.projects().delete(project.id())).isTrue();
  }

  private User user() {
    UserId id = new UserId(TestRuns.IDS.next());
    User user = new User(id, id + "@example.org", "Somebody", false, Instant.EPOCH);
    stores.users().insert(user, "hash");
    return user;
  }

  private static Member member(User user, Role role) {
    return new Member(user.id(), user.email(), user.name(), role);
  }

  private static Project project(String name) {
    return new Project(
        new ProjectId(TestRuns.IDS.next()),
        name,
        name.toLowerCase(Locale.ROOT),
        Instant.parse("2026-01-02T03:04:05Z"));
  }
}
