package signalbox.infrastructure.postgres.storage;

import java.util.List;
import signalbox.application.storage.StorageSizes;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Sums over rows; nothing is asked of the object store. */
public final class PostgresStorageSizes implements StorageSizes {
  private static final String SIZES =
      """
      select
        (select count(*) from metadata.dataset),
        (select coalesce(sum(size_bytes), 0)::bigint from metadata.dataset)
          + (select coalesce(sum((source ->> 'sizeBytes')::bigint), 0)::bigint
             from metadata.dataset where source ->> 'objectKey' is not null),
        (select count(*) from metadata.artifact),
        (select coalesce(sum(size_bytes), 0)::bigint from metadata.artifact),
        (select count(*) from metadata.upload where dataset_id is null),
        (select coalesce(sum(bytes_there), 0)::bigint from metadata.upload
         where dataset_id is null),
        (select count(*) from metadata.run),
        (select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from pg_class
         where relnamespace = 'metadata'::regnamespace and relkind = 'r')
      """;

  private final PostgresDatabase metadata;

  public PostgresStorageSizes(PostgresDatabase metadata) {
    this.metadata = metadata;
  }

  @Override
  public List<Size> sizes() {
    var row = metadata.sql().fetchSingle(SIZES);
    return List.of(
        new Size(Kind.DATASETS, row.get(0, Long.class), row.get(1, Long.class)),
        new Size(Kind.ARTIFACTS, row.get(2, Long.class), row.get(3, Long.class)),
        new Size(Kind.UPLOADS, row.get(4, Long.class), row.get(5, Long.class)),
        new Size(Kind.METADATA, row.get(6, Long.class), row.get(7, Long.class)));
  }
}
