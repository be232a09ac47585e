package signalbox.application.dataset;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.UploadId;

/**
 * Asks what a complete upload is when it is read as a table.
 *
 * @param dialect null for a guess
 * @param types replace those that are found
 * @param whole reads every row, not only a sample
 */
public record InspectUpload(
    UploadId upload, @Nullable Dialect dialect, Map<String, ColumnType> types, boolean whole) {}
