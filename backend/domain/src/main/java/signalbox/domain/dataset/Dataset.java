package signalbox.domain.dataset;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/**
 * A stored table. Never changes once it is there.
 *
 * @param delimiter one character for CSV; null for Parquet
 * @param objectKey where the bytes lie in the object store
 * @param sha256 lower-case hex of the bytes
 * @param rows data rows, the header not counted
 * @param columns in the order of the file
 */
public record Dataset(
    DatasetId id,
    ProjectId projectId,
    String name,
    DatasetFormat format,
    @Nullable String delimiter,
    String objectKey,
    long sizeBytes,
    String sha256,
    long rows,
    List<Column> columns,
    Instant createdAt,
    UserId createdBy) {
  public Dataset {
    columns = List.copyOf(columns);
  }

  public Optional<Column> column(String columnName) {
    return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
  }
}
