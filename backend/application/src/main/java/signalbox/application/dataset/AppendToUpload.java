package signalbox.application.dataset;

import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.UploadId;

/**
 * Appends bytes to an upload.
 *
 * @param offset must be how many are there
 * @param checksum of these bytes; null for none
 */
public record AppendToUpload(
    UploadId upload,
    long offset,
    UploadFiles.Source source,
    UploadFiles.@Nullable Checksum checksum) {}
