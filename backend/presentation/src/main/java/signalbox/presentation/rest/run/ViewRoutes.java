package signalbox.presentation.rest.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.DeleteView;
import signalbox.application.run.FindView;
import signalbox.application.run.ListViews;
import signalbox.application.run.SaveView;
import signalbox.application.run.SavedView;
import signalbox.application.run.SavedViewView;
import signalbox.application.shared.Handler;
import signalbox.domain.error.SignalboxException;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.shared.Json;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.RunJson;

/** Saved views of the table of runs. */
public final class ViewRoutes implements RouteGroup {
  private static final String VIEWS = "/projects/{projectId}/views";
  private static final String ONE = VIEWS + "/{viewId}";

  private final Handlers handlers;
  private final Json json;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<ListViews, List<SavedViewView>> list,
      Handler<FindView, SavedViewView> find,
      Handler<SaveView, SavedViewView> save,
      Handler<DeleteView, Boolean> delete) {}

  public ViewRoutes(Handlers handlers, Json json) {
    this.handlers = handlers;
    this.json = json;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(VIEWS, Access.SIGNED_IN, this::list)
        .post(VIEWS, Access.SIGNED_IN, this::create)
        .get(ONE, Access.SIGNED_IN, this::find)
        .patch(ONE, Access.SIGNED_IN, this::change)
        .delete(ONE, Access.SIGNED_IN, this::delete);
  }

  /** Parts of a view. */
  record SaveBody(
      @Nullable String name,
      @Nullable String scope,
      @Nullable JsonNode state,
      @JsonProperty("default") @Nullable Boolean standard) {}

  /** A view. */
  record ViewBody(
      UUID id,
      UUID projectId,
      String name,
      String scope,
      JsonNode state,
      @JsonProperty("default") boolean standard,
      RunJson.UserRefJson createdBy,
      Instant createdAt,
      Instant updatedAt) {}

  private ViewBody body(SavedViewView found) {
    SavedView view = found.view();
    try {
      return new ViewBody(
          view.id(),
          view.project().value(),
          view.name(),
          view.team() ? "team" : "personal",
          json.mapper().readTree(view.state()),
          view.standard(),
          new RunJson.UserRefJson(view.owner().value(), found.ownerName()),
          view.createdAt(),
          view.updatedAt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void list(Request request) {
    List<SavedViewView> found =
        handlers.list().handle(request.principal(), new ListViews(request.project()));
    request.json(200, PageJson.whole(found, this::body));
  }

  private void find(Request request) {
    request.json(
        200,
        body(
            handlers
                .find()
                .handle(request.principal(), new FindView(request.project(), view(request)))));
  }

  private void create(Request request) throws IOException {
    request.json(201, save(request, null));
  }

  private void change(Request request) throws IOException {
    request.json(200, save(request, view(request)));
  }

  private ViewBody save(Request request, @Nullable UUID id) throws IOException {
    SaveBody body = request.body(SaveBody.class);
    JsonNode state = body.state();
    if (state != null && !state.isObject()) {
      throw SignalboxException.invalid("state", "must be an object");
    }
    return body(
        handlers
            .save()
            .handle(
                request.principal(),
                new SaveView(
                    request.project(),
                    id,
                    body.name(),
                    team(body.scope()),
                    state == null ? null : state.toString(),
                    body.standard())));
  }

  private static @Nullable Boolean team(@Nullable String scope) {
    return switch (scope) {
      case null -> null;
      case "team" -> true;
      case "personal" -> false;
      default -> throw SignalboxException.invalid("scope", "must be one of team, personal");
    };
  }

  private void delete(Request request) {
    handlers.delete().handle(request.principal(), new DeleteView(request.project(), view(request)));
    request.noContent();
  }

  private static UUID view(Request request) {
    return request.pathUuid("viewId");
  }
}
