package signalbox.application.project;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.identity.Principal;

/** Lists the projects in which the caller has a role; all of them for an administrator. */
public final class ListProjectsHandler implements Handler<ListProjects, Page<ProjectView>> {
  private final ProjectRepository projects;

  public ListProjectsHandler(ProjectRepository projects) {
    this.projects = projects;
  }

  @Override
  public Page<ProjectView> handle(Principal caller, ListProjects command) {
    return caller.administrator()
        ? projects.listAll(command.page())
        : projects.listOf(caller.userId(), command.page());
  }
}
