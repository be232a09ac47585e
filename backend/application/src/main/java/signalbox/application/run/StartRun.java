package signalbox.application.run;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;

/**
 * Starts a run. The answer means: it is stored, and will be executed.
 *
 * @param idempotencyKey the same key with the same request answers the first run; null for none
 */
public record StartRun(ProjectId project, NewRun run, @Nullable String idempotencyKey) {}
