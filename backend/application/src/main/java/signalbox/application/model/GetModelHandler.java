package signalbox.application.model;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.model.Model;

/** Answers {@link GetModel}. */
public final class GetModelHandler implements Handler<GetModel, Model> {
  private final ModelAccess access;

  public GetModelHandler(ModelAccess access) {
    this.access = access;
  }

  @Override
  public Model handle(Principal caller, GetModel query) {
    return access.require(caller, query.model(), Role.VIEWER);
  }
}
