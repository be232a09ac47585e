package signalbox.application.dataset;

import signalbox.domain.project.ProjectId;

/**
 * Starts an upload.
 *
 * @param fingerprint the client's mark of the file, to know it again
 * @param sizeBytes {@link #UNKNOWN_SIZE} is refused: what is not announced cannot be bounded
 */
public record CreateUpload(ProjectId project, String fileName, String fingerprint, long sizeBytes) {
  public static final long UNKNOWN_SIZE = -1;
}
