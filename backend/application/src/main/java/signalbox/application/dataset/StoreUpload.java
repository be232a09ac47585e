package signalbox.application.dataset;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.UploadId;

/**
 * Makes a dataset of a complete upload.
 *
 * @param name null for that of the file
 * @param versionOf a dataset whose next version it becomes; null for a new one
 * @param dialect null for a guess
 * @param types replace those that are found
 * @param target null for the most likely one
 * @param skipBadRows false refuses the file for a single one
 */
public record StoreUpload(
    UploadId upload,
    @Nullable String name,
    @Nullable DatasetId versionOf,
    @Nullable Dialect dialect,
    Map<String, ColumnType> types,
    @Nullable String target,
    boolean skipBadRows) {}
