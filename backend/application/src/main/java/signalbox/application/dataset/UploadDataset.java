package signalbox.application.dataset;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;

/**
 * Stores a table.
 *
 * @param idempotencyKey makes a repeat of the same upload answer the first dataset; null for none
 */
public record UploadDataset(ProjectId project, Upload upload, @Nullable String idempotencyKey) {}
