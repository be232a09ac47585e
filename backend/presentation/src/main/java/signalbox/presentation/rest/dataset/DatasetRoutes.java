package signalbox.presentation.rest.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.ChangeDataset;
import signalbox.application.dataset.CheckTarget;
import signalbox.application.dataset.CompareDatasets;
import signalbox.application.dataset.DatasetContent;
import signalbox.application.dataset.DatasetDifference;
import signalbox.application.dataset.DatasetFilter;
import signalbox.application.dataset.DatasetLineage;
import signalbox.application.dataset.DatasetRows;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.DeleteDataset;
import signalbox.application.dataset.DownloadDataset;
import signalbox.application.dataset.FindDataset;
import signalbox.application.dataset.ListDatasets;
import signalbox.application.dataset.ListSkippedRows;
import signalbox.application.dataset.ListVersions;
import signalbox.application.dataset.PreviewDataset;
import signalbox.application.dataset.ProfileDataset;
import signalbox.application.dataset.ReadRows;
import signalbox.application.dataset.RowsView;
import signalbox.application.dataset.SkippedRows;
import signalbox.application.dataset.TableProfile;
import signalbox.application.dataset.TargetCheck;
import signalbox.application.dataset.TraceDataset;
import signalbox.application.dataset.UploadDataset;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.Task;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.dataset.DatasetBodies.DatasetBody;
import signalbox.presentation.rest.dataset.DatasetBodies.DatasetChangeBody;
import signalbox.presentation.rest.dataset.DatasetBodies.DifferenceBody;
import signalbox.presentation.rest.dataset.DatasetBodies.LineageBody;
import signalbox.presentation.rest.dataset.DatasetBodies.ListBody;
import signalbox.presentation.rest.dataset.DatasetBodies.PreviewBody;
import signalbox.presentation.rest.dataset.DatasetBodies.ProfileBody;
import signalbox.presentation.rest.dataset.DatasetBodies.RowsBody;
import signalbox.presentation.rest.dataset.DatasetBodies.SkippedBody;
import signalbox.presentation.rest.dataset.DatasetBodies.TargetCheckBody;

/** Datasets: upload, list, rows, profile, versions, lineage, download, the check of a target. */
public final class DatasetRoutes implements RouteGroup {
  private static final String ALL = "/projects/{projectId}/datasets";
  private static final String ONE = "/datasets/{datasetId}";

  private static final int MAX_QUERY = 200;
  private static final int MAX_ROWS = 500;

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
      Handler<DeleteDataset, Boolean> delete,
      Handler<ChangeDataset, DatasetView> change,
      Handler<ReadRows, RowsView> rows,
      Handler<ListVersions, List<DatasetView>> versions,
      Handler<CompareDatasets, DatasetDifference> compare,
      Handler<TraceDataset, DatasetLineage> trace,
      Handler<ListSkippedRows, SkippedRows> skipped) {}

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
        .get(ONE + "/target-check", Access.SIGNED_IN, this::checkTarget)
        .patch(ONE, Access.SIGNED_IN, this::change)
        .get(ONE + "/rows", Access.SIGNED_IN, this::rows)
        .get(ONE + "/versions", Access.SIGNED_IN, this::versions)
        .get(ONE + "/difference", Access.SIGNED_IN, this::compare)
        .get(ONE + "/lineage", Access.SIGNED_IN, this::trace)
        .get(ONE + "/skipped", Access.SIGNED_IN, this::skipped);
  }

  private void list(Request request) {
    Page<DatasetView> page =
        handlers
            .list()
            .handle(
                request.principal(),
                new ListDatasets(request.project(), filter(request), request.pageRequest()));
    request.json(
        200,
        new ListBody<>(
            page.items().stream().map(DatasetBody::of).toList(), page.nextCursor(), page.total()));
  }

  private static DatasetFilter filter(Request request) {
    String text = request.query("q").map(String::strip).orElse("");
    if (text.length() > MAX_QUERY) {
      throw SignalboxException.invalid("q", "must be at most 200 characters");
    }
    return new DatasetFilter(
        flag(request, "latest"),
        text.isEmpty() ? null : text,
        request
            .query("task")
            .map(word ->
                Stream.of(Task.values())
                    .filter(task -> task.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() ->
                        SignalboxException.invalid("task", "must be classification or regression")))
            .orElse(null));
  }

  private static boolean flag(Request request, String name) {
    return switch (request.query(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw SignalboxException.invalid(name, "must be true or false");
    };
  }

  private void upload(Request request) throws IOException {
    DatasetView view =
        handlers
            .upload()
            .handle(
                request.principal(),
                new UploadDataset(
                    request.project(),
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
        handlers
            .download()
            .handle(
                request.principal(),
                new DownloadDataset(dataset(request), flag(request, "original")));
    request.attachment(
        content.fileName(),
        content.contentType(),
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

  private void change(Request request) throws IOException {
    DatasetChangeBody body = request.body(DatasetChangeBody.class);
    request.json(
        200,
        DatasetBody.of(
            handlers
                .change()
                .handle(
                    request.principal(),
                    new ChangeDataset(dataset(request), body.name(), body.description()))));
  }

  private void rows(Request request) {
    String text = request.query("q").orElse("");
    if (text.length() > MAX_QUERY) {
      throw SignalboxException.invalid("q", "must be at most 200 characters");
    }
    ReadRows.RowFilter filter =
        new ReadRows.RowFilter(
            text.isEmpty() ? null : text,
            request.query("column").orElse(null),
            number(request, "atLeast"),
            number(request, "below"),
            number(request, "atMost"),
            request.query("equals").orElse(null),
            flag(request, "missing"));
    request.json(
        200,
        RowsBody.of(
            handlers
                .rows()
                .handle(
                    request.principal(),
                    new ReadRows(
                        dataset(request),
                        request.queryLong("from", 0, Long.MAX_VALUE).orElse(0L),
                        request.queryLong("limit", 1, MAX_ROWS).orElse(200L).intValue(),
                        filter))));
  }

  private static @Nullable Double number(Request request, String name) {
    String text = request.query(name).orElse("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw SignalboxException.invalid(name, "must be a number").causedBy(e);
    }
    throw SignalboxException.invalid(name, "must be a number");
  }

  private void versions(Request request) {
    List<DatasetView> versions =
        handlers.versions().handle(request.principal(), new ListVersions(dataset(request)));
    request.json(
        200,
        new ListBody<>(versions.stream().map(DatasetBody::of).toList(), null, versions.size()));
  }

  private void compare(Request request) {
    String base =
        request.query("base").orElseThrow(() -> SignalboxException.invalid("base", "is required"));
    DatasetId baseId;
    try {
      baseId = new DatasetId(UUID.fromString(base));
    } catch (IllegalArgumentException e) {
      throw SignalboxException.invalid("base", "must be the id of a dataset").causedBy(e);
    }
    request.json(
        200,
        DifferenceBody.of(
            handlers
                .compare()
                .handle(request.principal(), new CompareDatasets(dataset(request), baseId))));
  }

  private void trace(Request request) {
    request.json(
        200,
        LineageBody.of(
            handlers.trace().handle(request.principal(), new TraceDataset(dataset(request)))));
  }

  private void skipped(Request request) {
    request.json(
        200,
        SkippedBody.of(
            handlers.skipped().handle(request.principal(), new ListSkippedRows(dataset(request)))));
  }

  private static DatasetId dataset(Request request) {
    return new DatasetId(request.pathUuid("datasetId"));
  }
}
