package signalbox.presentation.rest.project;

import java.io.IOException;
import java.util.List;
import signalbox.application.project.ChangeProject;
import signalbox.application.project.CreateProject;
import signalbox.application.project.DeleteMember;
import signalbox.application.project.DeleteProject;
import signalbox.application.project.FindMember;
import signalbox.application.project.FindProject;
import signalbox.application.project.ListMembers;
import signalbox.application.project.ListProjects;
import signalbox.application.project.Member;
import signalbox.application.project.ProjectView;
import signalbox.application.project.PutMember;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.project.ProjectBodies.ListBody;
import signalbox.presentation.rest.project.ProjectBodies.MemberBody;
import signalbox.presentation.rest.project.ProjectBodies.MemberRoleBody;
import signalbox.presentation.rest.project.ProjectBodies.NewProjectBody;
import signalbox.presentation.rest.project.ProjectBodies.ProjectBody;
import signalbox.presentation.rest.project.ProjectBodies.ProjectChangeBody;

/** Projects and their members. */
public final class ProjectRoutes implements RouteGroup {
  private static final String ONE = "/projects/{projectId}";
  private static final String MEMBER = ONE + "/members/{userId}";

  private final Handlers handlers;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<ListProjects, Page<ProjectView>> list,
      Handler<CreateProject, ProjectView> create,
      Handler<FindProject, ProjectView> find,
      Handler<ChangeProject, ProjectView> change,
      Handler<DeleteProject, Boolean> delete,
      Handler<ListMembers, List<Member>> listMembers,
      Handler<FindMember, Member> findMember,
      Handler<PutMember, Member> putMember,
      Handler<DeleteMember, Boolean> deleteMember) {}

  public ProjectRoutes(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/projects", Access.SIGNED_IN, this::list)
        .post("/projects", Access.SIGNED_IN, this::create)
        .get(ONE, Access.SIGNED_IN, this::find)
        .patch(ONE, Access.SIGNED_IN, this::change)
        .delete(ONE, Access.SIGNED_IN, this::delete)
        .get(ONE + "/members", Access.SIGNED_IN, this::members)
        .get(MEMBER, Access.SIGNED_IN, this::member)
        .put(MEMBER, Access.SIGNED_IN, this::putMember)
        .delete(MEMBER, Access.SIGNED_IN, this::deleteMember);
  }

  private void list(Request request) {
    Page<ProjectView> page =
        handlers.list().handle(request.principal(), new ListProjects(request.pageRequest()));
    request.json(
        200,
        new ListBody<>(
            page.items().stream().map(ProjectBody::of).toList(), page.nextCursor(), page.total()));
  }

  private void create(Request request) throws IOException {
    NewProjectBody body = request.body(NewProjectBody.class);
    String description = body.description();
    ProjectView created =
        handlers
            .create()
            .handle(
                request.principal(),
                new CreateProject(body.name(), description == null ? "" : description));
    request.json(201, ProjectBody.of(created));
  }

  private void find(Request request) {
    request.json(
        200,
        ProjectBody.of(
            handlers.find().handle(request.principal(), new FindProject(request.project()))));
  }

  private void change(Request request) throws IOException {
    ProjectChangeBody body = request.body(ProjectChangeBody.class);
    ProjectView changed =
        handlers
            .change()
            .handle(
                request.principal(),
                new ChangeProject(
                    request.project(),
                    body.name(),
                    body.description(),
                    body.maxRunning(),
                    body.weight(),
                    body.logRetentionDays(),
                    body.metricRetentionDays()));
    request.json(200, ProjectBody.of(changed));
  }

  private void delete(Request request) {
    boolean withContent =
        switch (request.query("withContent").orElse("false")) {
          case "true" -> true;
          case "false" -> false;
          default -> throw SignalboxException.invalid("withContent", "must be true or false");
        };
    handlers
        .delete()
        .handle(request.principal(), new DeleteProject(request.project(), withContent));
    request.noContent();
  }

  private void members(Request request) {
    List<MemberBody> items =
        handlers
            .listMembers()
            .handle(request.principal(), new ListMembers(request.project()))
            .stream()
            .map(MemberBody::of)
            .toList();
    request.json(200, new ListBody<>(items, null, items.size()));
  }

  private void member(Request request) {
    request.json(
        200,
        MemberBody.of(
            handlers
                .findMember()
                .handle(request.principal(), new FindMember(request.project(), user(request)))));
  }

  private void putMember(Request request) throws IOException {
    MemberRoleBody body = request.body(MemberRoleBody.class);
    request.json(
        200,
        MemberBody.of(
            handlers
                .putMember()
                .handle(
                    request.principal(),
                    new PutMember(request.project(), user(request), body.parsed()))));
  }

  private void deleteMember(Request request) {
    handlers
        .deleteMember()
        .handle(request.principal(), new DeleteMember(request.project(), user(request)));
    request.noContent();
  }

  private static UserId user(Request request) {
    return new UserId(request.pathUuid("userId"));
  }
}
