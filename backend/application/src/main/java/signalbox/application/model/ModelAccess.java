package signalbox.application.model;

import org.jspecify.annotations.Nullable;
import signalbox.application.identity.AccessPolicy;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersion;

/** Opens a model to those who may. Thread-safe. */
public final class ModelAccess {
  private final ModelRepository models;
  private final AccessPolicy access;

  public ModelAccess(ModelRepository models, AccessPolicy access) {
    this.models = models;
    this.access = access;
  }

  /**
   * @throws SignalboxException {@code model.not_found} for a model that is not there and for a
   *     stranger alike, {@code auth.forbidden} when the role is too small
   */
  public Model require(Principal caller, ModelId id, Role required) {
    Model model = models.find(id).orElseThrow(() -> notFound(id));
    if (access.roleOf(caller, model.projectId()).isEmpty()) {
      throw notFound(id);
    }
    access.requireRole(caller, model.projectId(), required);
    return model;
  }

  /**
   * A version of the model.
   *
   * @param version null for the latest
   * @throws SignalboxException {@code model.version_not_found} besides those of {@link #require}
   */
  public ModelVersion requireVersion(
      Principal caller, ModelId id, @Nullable Integer version, Role required) {
    Model model = require(caller, id, required);
    if (version == null) {
      return model.latestVersion();
    }
    return models
        .findVersion(id, version)
        .orElseThrow(() ->
            SignalboxException.of(ErrorCode.MODEL_VERSION_NOT_FOUND).safe("version", version));
  }

  private static SignalboxException notFound(ModelId id) {
    return SignalboxException.of(ErrorCode.MODEL_NOT_FOUND).safe("id", id);
  }
}
