package signalbox.presentation.rest.transfer;

import java.io.IOException;
import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.application.transfer.EndImport;
import signalbox.application.transfer.ExportPreview;
import signalbox.application.transfer.ExportProject;
import signalbox.application.transfer.FindImport;
import signalbox.application.transfer.ImportView;
import signalbox.application.transfer.ListImports;
import signalbox.application.transfer.PreviewExport;
import signalbox.application.transfer.ProjectExport;
import signalbox.application.transfer.StartImport;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.transfer.ImportId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.transfer.TransferBodies.ImportBody;
import signalbox.presentation.rest.transfer.TransferBodies.ImportListBody;
import signalbox.presentation.rest.transfer.TransferBodies.PreviewBody;
import signalbox.presentation.rest.transfer.TransferBodies.StartBody;
import signalbox.presentation.shared.ErrorCatalogue;

/** A project as a file, and a file as a new project. */
public final class TransferRoutes implements RouteGroup {
  private static final String EXPORT = "/projects/{projectId}/export";
  private static final String ALL = "/imports";
  private static final String ONE = "/imports/{importId}";
  private static final String TAR = "application/x-tar";

  private final Handlers handlers;
  private final ErrorCatalogue catalogue;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<PreviewExport, ExportPreview> preview,
      Handler<ExportProject, ProjectExport> export,
      Handler<StartImport, ImportView> start,
      Handler<ListImports, List<ImportView>> list,
      Handler<FindImport, ImportView> find,
      Handler<EndImport, Boolean> end) {}

  /**
   * @param catalogue words why an import failed
   */
  public TransferRoutes(Handlers handlers, ErrorCatalogue catalogue) {
    this.handlers = handlers;
    this.catalogue = catalogue;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(EXPORT, Access.SIGNED_IN, this::export)
        .get(EXPORT + "/preview", Access.SIGNED_IN, this::preview)
        .get(ALL, Access.SIGNED_IN, this::list)
        .post(ALL, Access.SIGNED_IN, this::start)
        .get(ONE, Access.SIGNED_IN, this::find)
        .delete(ONE, Access.SIGNED_IN, this::end);
  }

  private void preview(Request request) {
    request.json(
        200,
        PreviewBody.of(
            handlers.preview().handle(request.principal(), new PreviewExport(request.project()))));
  }

  private void export(Request request) throws IOException {
    try (ProjectExport export =
        handlers.export().handle(request.principal(), new ExportProject(request.project()))) {
      request.attachment(export.fileName(), TAR, export::writeTo);
    }
  }

  private void list(Request request) {
    request.json(
        200,
        new ImportListBody(
            handlers.list().handle(request.principal(), new ListImports()).stream()
                .map(view -> ImportBody.of(view, catalogue))
                .toList()));
  }

  private void start(Request request) throws IOException {
    StartBody body = request.body(StartBody.class);
    answer(
        request,
        202,
        handlers
            .start()
            .handle(
                request.principal(), new StartImport(new UploadId(body.uploadId()), body.name())));
  }

  private void find(Request request) {
    answer(request, 200, handlers.find().handle(request.principal(), new FindImport(id(request))));
  }

  private void end(Request request) {
    handlers.end().handle(request.principal(), new EndImport(id(request)));
    request.noContent();
  }

  private void answer(Request request, int status, ImportView view) {
    request.json(status, ImportBody.of(view, catalogue));
  }

  private static ImportId id(Request request) {
    return new ImportId(request.pathUuid("importId"));
  }
}
