package signalbox.presentation.rest.dataset;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.AppendToUpload;
import signalbox.application.dataset.CreateUpload;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.FindUpload;
import signalbox.application.dataset.InspectUpload;
import signalbox.application.dataset.ListUploads;
import signalbox.application.dataset.RemoveUpload;
import signalbox.application.dataset.StoreUpload;
import signalbox.application.dataset.UploadSpool;
import signalbox.application.dataset.UploadTable;
import signalbox.application.shared.Handler;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.dataset.DatasetBodies.DatasetBody;
import signalbox.presentation.rest.dataset.UploadBodies.InspectBody;
import signalbox.presentation.rest.dataset.UploadBodies.StoreBody;
import signalbox.presentation.rest.dataset.UploadBodies.TableBody;
import signalbox.presentation.rest.dataset.UploadBodies.UploadBody;
import signalbox.presentation.rest.dataset.UploadBodies.UploadListBody;

/**
 * Uploads that survive broken connections: the tus protocol 1.0 for the bytes, and JSON for what is
 * made of them. Those of a project become datasets; those of none are files of projects.
 */
public final class UploadRoutes implements RouteGroup {
  private static final String OF_PROJECT = "/projects/{projectId}/uploads";
  private static final String OF_NONE = "/uploads";
  private static final String ONE = "/uploads/{uploadId}";

  private final Handlers handlers;
  private final long mostOfProjectFile;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<CreateUpload, ResumableUpload> create,
      Handler<ListUploads, List<ResumableUpload>> list,
      Handler<FindUpload, ResumableUpload> find,
      Handler<AppendToUpload, ResumableUpload> append,
      Handler<RemoveUpload, Boolean> remove,
      Handler<InspectUpload, UploadTable> inspect,
      Handler<StoreUpload, DatasetView> store) {}

  /**
   * @param mostOfProjectFile bytes of the largest file of a project
   */
  public UploadRoutes(Handlers handlers, long mostOfProjectFile) {
    this.handlers = handlers;
    this.mostOfProjectFile = mostOfProjectFile;
  }

  @Override
  public void addTo(Router router) {
    router
        .options(OF_PROJECT, Access.SIGNED_IN, request -> describe(request, UploadSpool.MAX_BYTES))
        .get(OF_PROJECT, Access.SIGNED_IN, request -> list(request, request.project()))
        .post(OF_PROJECT, Access.SIGNED_IN, request -> create(request, request.project()))
        .options(OF_NONE, Access.SIGNED_IN, request -> describe(request, mostOfProjectFile))
        .get(OF_NONE, Access.SIGNED_IN, request -> list(request, null))
        .post(OF_NONE, Access.SIGNED_IN, request -> create(request, null))
        .head(ONE, Access.SIGNED_IN, this::offset)
        .get(ONE, Access.SIGNED_IN, this::find)
        .patch(ONE, Access.SIGNED_IN, this::append)
        .delete(ONE, Access.SIGNED_IN, this::remove)
        .post(ONE + "/table", Access.SIGNED_IN, this::inspect)
        .post(ONE + "/dataset", Access.SIGNED_IN, this::store);
  }

  private static void describe(Request request, long most) {
    request.setHeader("Tus-Resumable", TusHeaders.VERSION);
    request.setHeader("Tus-Version", TusHeaders.VERSION);
    request.setHeader("Tus-Extension", TusHeaders.EXTENSIONS);
    request.setHeader("Tus-Max-Size", Long.toString(most));
    request.setHeader("Tus-Checksum-Algorithm", TusHeaders.ALGORITHMS);
    request.noContent();
  }

  private void list(Request request, @Nullable ProjectId project) {
    request.json(
        200,
        new UploadListBody(
            handlers.list().handle(request.principal(), new ListUploads(project)).stream()
                .map(UploadBody::of)
                .toList()));
  }

  private void create(Request request, @Nullable ProjectId project) {
    TusHeaders.begin(request);
    Map<String, String> metadata = TusHeaders.metadata(request);
    ResumableUpload upload =
        handlers
            .create()
            .handle(
                request.principal(),
                new CreateUpload(
                    project,
                    metadata.getOrDefault("filename", ""),
                    metadata.getOrDefault("fingerprint", ""),
                    request.header("Upload-Length").isEmpty()
                        ? CreateUpload.UNKNOWN_SIZE
                        : TusHeaders.number(request, "Upload-Length")));
    TusHeaders.tell(request, upload);
    request.setHeader("Location", "/api/v1/uploads/" + upload.id());
    request.empty(201);
  }

  private void offset(Request request) {
    TusHeaders.begin(request);
    ResumableUpload upload = upload(request);
    TusHeaders.tell(request, upload);
    request.setHeader("Upload-Length", Long.toString(upload.sizeBytes()));
    request.empty(200);
  }

  private void find(Request request) {
    request.json(200, UploadBody.of(upload(request)));
  }

  private void append(Request request) throws IOException {
    try {
      TusHeaders.begin(request);
      upload(request);
      if (!request.header("Content-Type").filter(TusHeaders.BODY_TYPE::equals).isPresent()) {
        throw SignalboxException.of(ErrorCode.REQUEST_MEDIA_TYPE)
            .safe("expected", TusHeaders.BODY_TYPE);
      }
      ResumableUpload upload =
          handlers
              .append()
              .handle(
                  request.principal(),
                  new AppendToUpload(
                      id(request),
                      TusHeaders.number(request, "Upload-Offset"),
                      request::stream,
                      TusHeaders.checksum(request)));
      TusHeaders.tell(request, upload);
      request.noContent();
    } catch (SignalboxException e) {
      if (e.code() != ErrorCode.REQUEST_INCOMPLETE) {
        request.drain();
      }
      throw e;
    }
  }

  private void remove(Request request) {
    TusHeaders.begin(request);
    handlers.remove().handle(request.principal(), new RemoveUpload(id(request)));
    request.noContent();
  }

  private void inspect(Request request) throws IOException {
    InspectBody body = request.body(InspectBody.class);
    request.json(
        200,
        TableBody.of(
            handlers
                .inspect()
                .handle(
                    request.principal(),
                    new InspectUpload(
                        id(request),
                        UploadBodies.dialect(body.dialect()),
                        UploadBodies.types(body.types()),
                        Boolean.TRUE.equals(body.whole())))));
  }

  private void store(Request request) throws IOException {
    StoreBody body = request.body(StoreBody.class);
    UUID versionOf = body.versionOf();
    request.json(
        201,
        DatasetBody.of(
            handlers
                .store()
                .handle(
                    request.principal(),
                    new StoreUpload(
                        id(request),
                        body.name(),
                        versionOf == null ? null : new DatasetId(versionOf),
                        UploadBodies.dialect(body.dialect()),
                        UploadBodies.types(body.types()),
                        body.target(),
                        body.skipBadRows()))));
  }

  private ResumableUpload upload(Request request) {
    return handlers.find().handle(request.principal(), new FindUpload(id(request)));
  }

  private static UploadId id(Request request) {
    return new UploadId(request.pathUuid("uploadId"));
  }
}
