package signalbox.presentation.rest.dataset;

import java.io.IOException;
import signalbox.application.dataset.CheckTarget;
import signalbox.application.dataset.DatasetContent;
import signalbox.application.dataset.DatasetRows;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.DeleteDataset;
import signalbox.application.dataset.DownloadDataset;
import signalbox.application.dataset.FindDataset;
import signalbox.application.dataset.ListDatasets;
import signalbox.application.dataset.PreviewDataset;
import signalbox.application.dataset.ProfileDataset;
import signalbox.application.dataset.TableProfile;
import signalbox.application.dataset.TargetCheck;
import signalbox.application.dataset.UploadDataset;
import signalbox.application.dataset.UploadDatasetHandler;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.dataset.DatasetBodies.DatasetBody;
import signalbox.presentation.rest.dataset.DatasetBodies.ListBody;
import signalbox.presentation.rest.dataset.DatasetBodies.PreviewBody;
import signalbox.presentation.rest.dataset.DatasetBodies.ProfileBody;
import signalbox.presentation.rest.dataset.DatasetBodies.TargetCheckBody;

/** Datasets: upload, list, preview, profile, download, the check of a target. */
public final class DatasetRoutes implements RouteGroup {
  private static final String ALL = "/projects/{projectId}/datasets";
  private static final String ONE = "/datasets/{datasetId}";

  private final Handlers handlers;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<UploadDataset, DatasetView> upload,
      Handler<ListDatasets, Page<DatasetView>> list,
      Handler<FindDataset, DatasetView> find,
      Handler<PreviewDataset, DatasetRows> preview,
      Handler<ProfileDataset, TableProfile> profile,
      Handler<DownloadDataset, DatasetContent> download,
      Handler<CheckTarget, TargetCheck> checkTarget,
      Handler<DeleteDataset, Boolean> delete) {}

  public DatasetRoutes(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(ALL, Access.SIGNED_IN, this::list)
        .post(ALL, Access.SIGNED_IN, this::upload)
        .get(ONE, Access.SIGNED_IN, this::find)
        .delete(ONE, Access.SIGNED_IN, this::delete)
        .get(ONE + "/preview", Access.SIGNED_IN, this::preview)
        .get(ONE + "/profile", Access.SIGNED_IN, this::profile)
        .get(ONE + "/content", Access.SIGNED_IN, this::content)
        .get(ONE + "/target-check", Access.SIGNED_IN, this::checkTarget);
  }

  private void list(Request request) {
    Page<DatasetView> page =
        handlers
            .list()
            .handle(request.principal(), new ListDatasets(project(request), request.pageRequest()));
    request.json(
        200,
        new ListBody<>(
            page.items().stream().map(DatasetBody::of).toList(), page.nextCursor(), page.total()));
  }

  private void upload(Request request) throws IOException {
    DatasetView view =
        handlers
            .upload()
            .handle(
                request.principal(),
                new UploadDataset(
                    project(request),
                    target ->
                        MultipartUpload.of(
                                request.header("Content-Type").orElse(null), request.stream())
                            .receive(target),
                    request.idempotencyKey().orElse(null)));
    request.json(201, DatasetBody.of(view));
  }

  private void find(Request request) {
    request.json(
        200,
        DatasetBody.of(
            handlers.find().handle(request.principal(), new FindDataset(dataset(request)))));
  }

  private void delete(Request request) {
    handlers.delete().handle(request.principal(), new DeleteDataset(dataset(request)));
    request.noContent();
  }

  private void preview(Request request) {
    request.json(
        200,
        PreviewBody.of(
            handlers.preview().handle(request.principal(), new PreviewDataset(dataset(request)))));
  }

  private void profile(Request request) {
    request.json(
        200,
        ProfileBody.of(
            handlers.profile().handle(request.principal(), new ProfileDataset(dataset(request)))));
  }

  private void content(Request request) throws IOException {
    DatasetContent content =
        handlers.download().handle(request.principal(), new DownloadDataset(dataset(request)));
    Dataset dataset = content.dataset();
    request.attachment(
        dataset.name(),
        UploadDatasetHandler.contentType(dataset.format()),
        content.object().sizeBytes(),
        content.object().content());
  }

  private void checkTarget(Request request) {
    String target =
        request
            .query("target")
            .orElseThrow(() -> SignalboxException.invalid("target", "is required"));
    request.json(
        200,
        TargetCheckBody.of(
            handlers
                .checkTarget()
                .handle(request.principal(), new CheckTarget(dataset(request), target))));
  }

  private static ProjectId project(Request request) {
    return new ProjectId(request.pathUuid("projectId"));
  }

  private static DatasetId dataset(Request request) {
    return new DatasetId(request.pathUuid("datasetId"));
  }
}
