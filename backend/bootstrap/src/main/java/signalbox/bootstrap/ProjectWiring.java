package signalbox.bootstrap;

import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.project.ChangeProjectHandler;
import signalbox.application.project.CreateProjectHandler;
import signalbox.application.project.DeleteMemberHandler;
import signalbox.application.project.DeleteProjectHandler;
import signalbox.application.project.FindMemberHandler;
import signalbox.application.project.FindProjectHandler;
import signalbox.application.project.ListMembersHandler;
import signalbox.application.project.ListProjectsHandler;
import signalbox.application.project.ProjectRepository;
import signalbox.application.project.PutMemberHandler;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.project.ProjectRoutes;

/** Projects and their members. */
final class ProjectWiring implements Wiring {
  private final ProjectRoutes routes;

  ProjectWiring(Platform platform, IdentityWiring identity) {
    AccessPolicy access = identity.access();
    ProjectRepository projects = identity.projects();
    routes =
        new ProjectRoutes(
            new ProjectRoutes.Handlers(
                platform.observability().handler("ListProjects", new ListProjectsHandler(projects)),
                platform
                    .observability()
                    .handler(
                        "CreateProject",
                        new CreateProjectHandler(
                            projects, platform.ids(), platform.clock(), platform.transactions())),
                platform
                    .observability()
                    .handler("FindProject", new FindProjectHandler(access, projects)),
                platform
                    .observability()
                    .handler(
                        "ChangeProject",
                        new ChangeProjectHandler(access, projects, platform.transactions())),
                platform
                    .observability()
                    .handler("DeleteProject", new DeleteProjectHandler(access, projects)),
                platform
                    .observability()
                    .handler("ListMembers", new ListMembersHandler(access, projects)),
                platform
                    .observability()
                    .handler("FindMember", new FindMemberHandler(access, projects)),
                platform
                    .observability()
                    .handler(
                        "PutMember",
                        new PutMemberHandler(
                            access, projects, identity.users(), platform.transactions())),
                platform
                    .observability()
                    .handler(
                        "DeleteMember",
                        new DeleteMemberHandler(access, projects, platform.transactions()))));
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }
}
