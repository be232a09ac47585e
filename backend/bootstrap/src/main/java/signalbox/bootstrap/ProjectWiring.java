package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.project.ChangeProjectHandler;
import signalbox.application.project.CreateProjectHandler;
import signalbox.application.project.DeleteMemberHandler;
import signalbox.application.project.DeleteProjectHandler;
import signalbox.application.project.FindMemberHandler;
import signalbox.application.project.FindProjectHandler;
import signalbox.application.project.LimitsOutbox;
import signalbox.application.project.ListMembersHandler;
import signalbox.application.project.ListProjectsHandler;
import signalbox.application.project.ProjectRepository;
import signalbox.application.project.PutMemberHandler;
import signalbox.application.project.RemoveContent;
import signalbox.application.project.SearchHandler;
import signalbox.application.project.TellLimits;
import signalbox.application.run.CancelRunHandler;
import signalbox.application.run.StopWatcher;
import signalbox.infrastructure.file.dataset.ObjectRowPages;
import signalbox.infrastructure.file.dataset.ObjectTableSamples;
import signalbox.infrastructure.kafka.event.KafkaLimitsOutbox;
import signalbox.infrastructure.kafka.event.KafkaTopics;
import signalbox.infrastructure.postgres.project.PostgresProjectContent;
import signalbox.infrastructure.postgres.project.PostgresResourceSearch;
import signalbox.infrastructure.postgres.run.PostgresRunRemovals;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.project.ProjectRoutes;
import signalbox.presentation.rest.project.SearchRoutes;

/** Projects and their members. */
final class ProjectWiring implements Wiring {
  private final ProjectRoutes routes;
  private final SearchRoutes search;
  private final LimitsOutbox limits;
  private final TellLimits tellLimits;

  ProjectWiring(Platform platform, IdentityWiring identity, RunWiring runs, ChangeSignal signal) {
    AccessPolicy access = identity.access();
    ProjectRepository projects = identity.projects();
    limits =
        new KafkaLimitsOutbox(
            runs.outboxStore(),
            platform.transactions(),
            runs.relay()::wake,
            platform.ids(),
            platform.clock(),
            platform.observability().currentTrace(),
            KafkaTopics.DEFAULT.projects());
    search =
        new SearchRoutes(
            platform
                .observability()
                .handler(
                    "Search",
                    new SearchHandler(access, new PostgresResourceSearch(platform.metadata()))));
    tellLimits = new TellLimits(projects, limits, platform.transactions());
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
                        new ChangeProjectHandler(
                            access, projects, limits, platform.transactions())),
                platform
                    .observability()
                    .handler(
                        "DeleteProject",
                        new DeleteProjectHandler(
                            access,
                            projects,
                            content(platform, runs, signal),
                            platform.transactions())),
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

  /** Tells the orchestrator of limits. */
  LimitsOutbox limits() {
    return limits;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes, search);
  }

  private static RemoveContent content(Platform platform, RunWiring runs, ChangeSignal signal) {
    return new RemoveContent(
        new PostgresProjectContent(platform.metadata()),
        new PostgresRunRemovals(platform.metadata()),
        new CancelRunHandler(
            runs.access(),
            runs.runs(),
            runs.outbox(),
            StopWatcher.NONE,
            runs.views(),
            platform.transactions(),
            signal,
            platform.clock()),
        new RemoveContent.Tables(
            platform.objects(),
            new ObjectTableSamples(platform.objects(), platform.spool().own()),
            new ObjectRowPages(platform.objects(), platform.spool().own())),
        platform.clock());
  }

  @Override
  public List<Part> parts() {
    return List.of(new AtStart(tellLimits));
  }

  /** A topic that was lost is whole again after each start. */
  private record AtStart(TellLimits tellLimits) implements Part {
    @Override
    public String name() {
      return "project-limits";
    }

    @Override
    public void start() {
      tellLimits.run();
    }

    @Override
    public void close() {
      // It did its work at the start.
    }
  }
}
