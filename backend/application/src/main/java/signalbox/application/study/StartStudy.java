package signalbox.application.study;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;

/**
 * Accepts a study: it is stored, and will be conducted. Needs the role editor.
 *
 * @param idempotencyKey the same key gives the same study; null for none
 */
public record StartStudy(ProjectId project, NewStudy study, @Nullable String idempotencyKey) {}
