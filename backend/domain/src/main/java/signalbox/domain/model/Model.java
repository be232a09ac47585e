package signalbox.domain.model;

import java.time.Instant;
import signalbox.domain.project.ProjectId;

/**
 * A named line of versions.
 *
 * @param name unique within the project
 */
public record Model(
    ModelId id, ProjectId projectId, String name, ModelVersion latestVersion, Instant createdAt) {}
