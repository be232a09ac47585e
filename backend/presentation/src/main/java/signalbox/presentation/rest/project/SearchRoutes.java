package signalbox.presentation.rest.project;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import signalbox.application.project.FoundResource;
import signalbox.application.project.Search;
import signalbox.application.shared.Handler;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;

/** Finding a resource by its name or id. */
public final class SearchRoutes implements RouteGroup {
  private static final long DEFAULT_LIMIT = 20;
  private static final long MAX_LIMIT = 50;

  private final Handler<Search, List<FoundResource>> search;

  public SearchRoutes(Handler<Search, List<FoundResource>> search) {
    this.search = search;
  }

  record FoundBody(
      String kind, UUID id, UUID projectId, String name, String note, Instant createdAt) {
    static FoundBody of(FoundResource found) {
      return new FoundBody(
          found.kind().name().toLowerCase(Locale.ROOT),
          found.id(),
          found.project().value(),
          found.name(),
          found.note(),
          found.createdAt());
    }
  }

  record FoundListBody(List<FoundBody> items) {}

  @Override
  public void addTo(Router router) {
    router.get("/search", Access.SIGNED_IN, this::find);
  }

  private void find(Request request) {
    Search command =
        new Search(
            request.query("q").orElse(""),
            request.query("projectId").map(SearchRoutes::project).orElse(null),
            request.queryLong("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT).intValue());
    request.json(
        200,
        new FoundListBody(
            search.handle(request.principal(), command).stream().map(FoundBody::of).toList()));
  }

  private static ProjectId project(String text) {
    try {
      return new ProjectId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw SignalboxException.invalid("projectId", "must be a UUID");
    }
  }
}
