package signalbox.application.dataset;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;

/**
 * Asks for one's uploads that are no datasets yet.
 *
 * @param project those to this project; null for the files of projects
 */
public record ListUploads(@Nullable ProjectId project) {}
