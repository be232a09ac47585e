package signalbox.application.project;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;

/**
 * Changes a project.
 *
 * @param name null leaves it
 * @param description null leaves it
 * @param maxRunning null leaves it
 * @param weight null leaves it
 * @param logRetentionDays null leaves it
 * @param metricRetentionDays null leaves it
 */
public record ChangeProject(
    ProjectId project,
    @Nullable String name,
    @Nullable String description,
    @Nullable Integer maxRunning,
    @Nullable Integer weight,
    @Nullable Integer logRetentionDays,
    @Nullable Integer metricRetentionDays) {}
