package signalbox.application.model;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.model.ModelVersion;

/** Answers {@link GetModelVersion}. */
public final class GetModelVersionHandler implements Handler<GetModelVersion, ModelVersion> {
  private final ModelAccess access;

  public GetModelVersionHandler(ModelAccess access) {
    this.access = access;
  }

  @Override
  public ModelVersion handle(Principal caller, GetModelVersion query) {
    return access.requireVersion(caller, query.model(), query.version(), Role.VIEWER);
  }
}
