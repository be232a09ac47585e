package signalbox.application.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.error.Fault;

/**
 * An upload that was read as a table.
 *
 * @param columns as chosen
 * @param found the types that were found, in the same order
 * @param rowsRead good rows in what was read
 * @param whole every row was read
 * @param faults the first in what was read
 * @param target the column that is most likely to be learned
 * @param same a dataset of the project that was made of the same bytes
 */
public record UploadTable(
    Dialect dialect,
    List<Column> columns,
    List<ColumnType> found,
    TablePreview preview,
    long rowsRead,
    boolean whole,
    List<Fault> faults,
    long faultCount,
    @Nullable String target,
    @Nullable DatasetView same) {}
