package signalbox.presentation.rest.artifact;

import java.io.IOException;
import signalbox.application.artifact.ListArtifacts;
import signalbox.application.artifact.OpenArtifact;
import signalbox.application.artifact.OpenArtifactHandler.Opened;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.ArtifactJson;
import signalbox.presentation.view.PageJson;

/** Listing and downloading what runs left. */
public final class ArtifactRoutes implements RouteGroup {
  private static final String OF_RUN = "/runs/{runId}/artifacts";

  private final Handler<ListArtifacts, Page<Artifact>> list;
  private final Handler<OpenArtifact, Opened> open;

  public ArtifactRoutes(
      Handler<ListArtifacts, Page<Artifact>> list, Handler<OpenArtifact, Opened> open) {
    this.list = list;
    this.open = open;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(OF_RUN, Access.SIGNED_IN, this::list)
        .get(OF_RUN + "/{name}", Access.SIGNED_IN, this::download);
  }

  private void list(Request request) {
    Page<Artifact> page =
        list.handle(request.principal(), new ListArtifacts(run(request), request.pageRequest()));
    request.json(200, PageJson.of(page, ArtifactJson::of));
  }

  /** What a program of others made is never shown as a page of ours. */
  private void download(Request request) throws IOException {
    Opened opened =
        open.handle(request.principal(), new OpenArtifact(run(request), request.path("name")));
    request.setHeader("X-Content-Type-Options", "nosniff");
    request.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    request.setHeader("Cache-Control", "private, no-cache");
    request.attachment(
        opened.artifact().name(),
        opened.artifact().contentType(),
        opened.bytes().sizeBytes(),
        opened.bytes().content());
  }

  private static RunId run(Request request) {
    return new RunId(request.pathUuid("runId"));
  }
}
