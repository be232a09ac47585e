package signalbox.application.run;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;

/**
 * Asks for the metrics and parameters of a project's runs. Needs the role viewer.
 *
 * @param part of the name; empty for all
 * @param kind null for both
 */
public record ListRunColumns(
    ProjectId project, String part, RunWords.@Nullable Kind kind, int limit) {}
