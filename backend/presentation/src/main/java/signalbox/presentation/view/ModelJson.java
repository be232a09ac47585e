package signalbox.presentation.view;

import java.time.Instant;
import java.util.UUID;
import signalbox.domain.model.Model;

/** A model with its latest version. */
public record ModelJson(
    UUID id, UUID projectId, String name, ModelVersionJson latestVersion, Instant createdAt) {
  public static ModelJson of(Model model) {
    return new ModelJson(
        model.id().value(),
        model.projectId().value(),
        model.name(),
        ModelVersionJson.of(model.latestVersion()),
        model.createdAt());
  }
}
