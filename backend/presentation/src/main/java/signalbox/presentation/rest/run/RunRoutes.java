package signalbox.presentation.rest.run;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.CancelRun;
import signalbox.application.run.ChangeRun;
import signalbox.application.run.CloneRun;
import signalbox.application.run.GetRun;
import signalbox.application.run.GetRunNotes;
import signalbox.application.run.GetRunTimeline;
import signalbox.application.run.ListRunEvents;
import signalbox.application.run.NewRun;
import signalbox.application.run.NotesView;
import signalbox.application.run.RetryRun;
import signalbox.application.run.RunTimeline;
import signalbox.application.run.RunView;
import signalbox.application.run.StartRun;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.NewRunJson;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.RunEventJson;
import signalbox.presentation.view.RunJson;
import signalbox.presentation.view.Words;

/** Starting, reading, changing and stopping single runs. */
public final class RunRoutes implements RouteGroup {
  private static final String OF_PROJECT = "/projects/{projectId}/runs";
  private static final String ONE = "/runs/{runId}";

  private final Handlers handlers;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<StartRun, RunView> start,
      Handler<GetRun, RunView> get,
      Handler<CancelRun, RunView> cancel,
      Handler<RetryRun, RunView> retry,
      Handler<CloneRun, NewRun> cloneRun,
      Handler<ListRunEvents, Page<RunEvent>> events,
      Handler<GetRunTimeline, RunTimeline> timeline,
      Handler<ChangeRun, RunView> change,
      Handler<GetRunNotes, Optional<NotesView>> notes) {}

  public RunRoutes(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void addTo(Router router) {
    router
        .post(OF_PROJECT, Access.SIGNED_IN, this::start)
        .get(ONE, Access.SIGNED_IN, this::get)
        .patch(ONE, Access.SIGNED_IN, this::change)
        .get(ONE + "/notes", Access.SIGNED_IN, this::notes)
        .post(ONE + "/cancel", Access.SIGNED_IN, this::cancel)
        .post(ONE + "/retry", Access.SIGNED_IN, this::retry)
        .post(ONE + "/clone", Access.SIGNED_IN, this::cloneRun)
        .get(ONE + "/events", Access.SIGNED_IN, this::events)
        .get(ONE + "/timeline", Access.SIGNED_IN, this::timeline);
  }

  /** How a run is to be stopped. */
  record CancelBody(String mode) {}

  /** What people change of a run. */
  record ChangeBody(@Nullable String name, @Nullable List<String> tags, @Nullable String notes) {}

  /** What people wrote on a run. */
  record NotesBody(
      String text, @Nullable Instant updatedAt, RunJson.@Nullable UserRefJson updatedBy) {
    static NotesBody of(Optional<NotesView> found) {
      return found
          .map(view ->
              new NotesBody(
                  view.notes().text(),
                  view.notes().updatedAt(),
                  new RunJson.UserRefJson(view.notes().updatedBy().value(), view.writerName())))
          .orElse(new NotesBody("", null, null));
    }
  }

  private void change(Request request) throws IOException {
    ChangeBody body = request.body(ChangeBody.class);
    request.json(
        200,
        RunJson.of(
            handlers
                .change()
                .handle(
                    request.principal(),
                    new ChangeRun(run(request), body.name(), body.tags(), body.notes()))));
  }

  private void notes(Request request) {
    request.json(
        200,
        NotesBody.of(handlers.notes().handle(request.principal(), new GetRunNotes(run(request)))));
  }

  private void start(Request request) throws IOException {
    NewRunJson body = request.body(NewRunJson.class);
    RunView started =
        handlers
            .start()
            .handle(
                request.principal(),
                new StartRun(
                    request.project(), body.toNewRun(), request.idempotencyKey().orElse(null)));
    request.json(201, RunJson.of(started));
  }

  private void get(Request request) {
    request.json(
        200, RunJson.of(handlers.get().handle(request.principal(), new GetRun(run(request)))));
  }

  private void cancel(Request request) throws IOException {
    CancelBody body = request.body(CancelBody.class);
    CancelMode mode = Words.parse(CancelMode.class, "mode", body.mode());
    request.json(
        202,
        RunJson.of(
            handlers.cancel().handle(request.principal(), new CancelRun(run(request), mode))));
  }

  private void retry(Request request) {
    request.json(
        201,
        RunJson.of(
            handlers
                .retry()
                .handle(
                    request.principal(),
                    new RetryRun(run(request), request.idempotencyKey().orElse(null)))));
  }

  private void cloneRun(Request request) {
    request.json(
        200,
        NewRunJson.of(handlers.cloneRun().handle(request.principal(), new CloneRun(run(request)))));
  }

  private void events(Request request) {
    Page<RunEvent> page =
        handlers
            .events()
            .handle(request.principal(), new ListRunEvents(run(request), request.pageRequest()));
    request.json(200, PageJson.of(page, RunEventJson::of));
  }

  private void timeline(Request request) {
    request.json(
        200,
        RunTimelineBody.of(
            handlers.timeline().handle(request.principal(), new GetRunTimeline(run(request)))));
  }

  private static RunId run(Request request) {
    return new RunId(request.pathUuid("runId"));
  }
}
