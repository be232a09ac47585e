package signalbox.application.project;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;

/**
 * Changes a project.
 *
 * @param name null leaves it
 * @param description null leaves it
 */
public record ChangeProject(
    ProjectId project, @Nullable String name, @Nullable String description) {}
