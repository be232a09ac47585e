package signalbox.application.dataset;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;

/**
 * Starts an upload.
 *
 * @param project where the dataset will be; null for the file of a project
 * @param fingerprint the client's mark of the file, to know it again
 * @param sizeBytes {@link #UNKNOWN_SIZE} is refused: what is not announced cannot be bounded
 */
public record CreateUpload(
    @Nullable ProjectId project, String fileName, String fingerprint, long sizeBytes) {
  public static final long UNKNOWN_SIZE = -1;
}
