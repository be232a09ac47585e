package signalbox.domain.dataset;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/**
 * One version of a named table, or of an instance of an optimisation problem. Its content never
 * changes once it is there.
 *
 * @param family the id of the first version: the same for all versions of a name
 * @param version counts the versions of the family, from 1
 * @param delimiter one character for CSV; null for the others
 * @param objectKey where the bytes lie in the object store
 * @param sha256 lower-case hex of the bytes
 * @param rows data rows, the header not counted; of an instance its constraints, 0 while nobody
 *     knows them
 * @param columns in the order of the file; none for an instance
 * @param source null for what was stored before files were read by choice
 * @param model what is known of an instance; null for a table
 */
public record Dataset(
    DatasetId id,
    ProjectId projectId,
    DatasetId family,
    int version,
    String name,
    String description,
    DatasetFormat format,
    @Nullable String delimiter,
    String objectKey,
    long sizeBytes,
    String sha256,
    long rows,
    List<Column> columns,
    @Nullable DatasetSource source,
    @Nullable InstanceModel model,
    Instant createdAt,
    UserId createdBy) {
  public Dataset {
    columns = List.copyOf(columns);
    if (version < 1) {
      throw new IllegalArgumentException("Versions count from 1: " + version);
    }
    if (format.instance() != (model != null)) {
      throw new IllegalArgumentException("An instance has a model, a table has none: " + format);
    }
  }

  /** A first version of a table that is stored as it was uploaded. */
  public Dataset(
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
    this(
        id, projectId, id, 1, name, "", format, delimiter, objectKey, sizeBytes, sha256, rows,
        columns, null, null, createdAt, createdBy);
  }

  /** The version after {@code newest}, with its name. */
  public Dataset asVersion(Dataset newest) {
    return new Dataset(
        id,
        projectId,
        newest.family,
        newest.version + 1,
        newest.name,
        newest.description,
        format,
        delimiter,
        objectKey,
        sizeBytes,
        sha256,
        rows,
        columns,
        source,
        model,
        createdAt,
        createdBy);
  }

  public Optional<Column> column(String columnName) {
    return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
  }

  /** In the stored bytes nothing but an empty field stands for a missing value. */
  public boolean onlyEmptyMissing() {
    return source != null && source.copied();
  }
}
