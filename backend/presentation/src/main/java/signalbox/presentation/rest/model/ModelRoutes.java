package signalbox.presentation.rest.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import signalbox.application.model.GetModel;
import signalbox.application.model.GetModelVersion;
import signalbox.application.model.ListModelVersions;
import signalbox.application.model.ListModels;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.ModelJson;
import signalbox.presentation.view.ModelVersionJson;
import signalbox.presentation.view.PageJson;

/** Models and their versions. */
public final class ModelRoutes implements RouteGroup {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final String ONE = "/models/{modelId}";

  private final Handlers handlers;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<ListModels, Page<Model>> list,
      Handler<GetModel, Model> get,
      Handler<ListModelVersions, Page<ModelVersion>> versions,
      Handler<GetModelVersion, ModelVersion> version) {}

  public ModelRoutes(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/projects/{projectId}/models", Access.SIGNED_IN, this::list)
        .get(ONE, Access.SIGNED_IN, this::get)
        .get(ONE + "/versions", Access.SIGNED_IN, this::versions)
        .get(ONE + "/versions/{version}", Access.SIGNED_IN, this::version);
  }

  /**
   * The version that a path names; null for {@code @latest}.
   *
   * @throws SignalboxException {@code model.version_not_found} for what is no version
   */
  public static @Nullable Integer versionNumber(String text) {
    if (text.equals("@latest")) {
      return null;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw SignalboxException.of(ErrorCode.MODEL_VERSION_NOT_FOUND).unsafe("version", text);
    }
    return Integer.valueOf(text);
  }

  private void list(Request request) {
    ProjectId project = request.project();
    Page<Model> page =
        handlers.list().handle(request.principal(), new ListModels(project, request.pageRequest()));
    request.json(200, PageJson.of(page, ModelJson::of));
  }

  private void get(Request request) {
    request.json(
        200,
        ModelJson.of(handlers.get().handle(request.principal(), new GetModel(model(request)))));
  }

  private void versions(Request request) {
    Page<ModelVersion> page =
        handlers
            .versions()
            .handle(
                request.principal(), new ListModelVersions(model(request), request.pageRequest()));
    request.json(200, PageJson.of(page, ModelVersionJson::of));
  }

  private void version(Request request) {
    Integer number = versionNumber(request.path("version"));
    request.json(
        200,
        ModelVersionJson.of(
            handlers
                .version()
                .handle(request.principal(), new GetModelVersion(model(request), number))));
  }

  private static ModelId model(Request request) {
    return new ModelId(request.pathUuid("modelId"));
  }
}
