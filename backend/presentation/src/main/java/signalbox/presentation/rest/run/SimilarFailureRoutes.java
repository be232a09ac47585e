package signalbox.presentation.rest.run;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.ListSimilarFailures;
import signalbox.application.run.SimilarFailures;
import signalbox.application.shared.Handler;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;

/** Which other runs failed in the same way. */
public final class SimilarFailureRoutes implements RouteGroup {
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 50;

  private final Handler<ListSimilarFailures, SimilarFailures.Found> list;

  public SimilarFailureRoutes(Handler<ListSimilarFailures, SimilarFailures.Found> list) {
    this.list = list;
  }

  @Override
  public void addTo(Router router) {
    router.get("/runs/{runId}/similar-failures", Access.SIGNED_IN, this::list);
  }

  /** The newest of them, and how many there are. */
  record FoundJson(List<SimilarRunJson> items, long total) {}

  /** One of them. */
  record SimilarRunJson(UUID id, String name, @Nullable Instant endedAt) {}

  private void list(Request request) {
    int limit = request.queryLong("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT).intValue();
    SimilarFailures.Found found =
        list.handle(
            request.principal(),
            new ListSimilarFailures(new RunId(request.pathUuid("runId")), limit));
    request.json(
        200,
        new FoundJson(
            found.runs().stream()
                .map(run -> new SimilarRunJson(run.id().value(), run.name(), run.endedAt()))
                .toList(),
            found.total()));
  }
}
