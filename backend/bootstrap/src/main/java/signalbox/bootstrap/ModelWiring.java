package signalbox.bootstrap;

import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.model.GetModelHandler;
import signalbox.application.model.GetModelVersionHandler;
import signalbox.application.model.ListModelVersionsHandler;
import signalbox.application.model.ListModelsHandler;
import signalbox.application.model.ModelAccess;
import signalbox.application.model.ModelRepository;
import signalbox.infrastructure.postgres.model.PostgresModelRepository;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.model.ModelRoutes;

/** Models and their versions. */
final class ModelWiring implements Wiring {
  private final ModelRepository models;
  private final ModelAccess modelAccess;
  private final ModelRoutes routes;

  ModelWiring(Platform platform, AccessPolicy access) {
    models = new PostgresModelRepository(platform.metadata());
    modelAccess = new ModelAccess(models, access);
    routes =
        new ModelRoutes(
            new ModelRoutes.Handlers(
                platform
                    .observability()
                    .handler(
                        "ListModels",
                        new ListModelsHandler(access, models, platform.transactions())),
                platform.observability().handler("GetModel", new GetModelHandler(modelAccess)),
                platform
                    .observability()
                    .handler(
                        "ListModelVersions",
                        new ListModelVersionsHandler(modelAccess, models, platform.transactions())),
                platform
                    .observability()
                    .handler("GetModelVersion", new GetModelVersionHandler(modelAccess))));
  }

  ModelRepository models() {
    return models;
  }

  /** Opens models to those who may. */
  ModelAccess modelAccess() {
    return modelAccess;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }
}
