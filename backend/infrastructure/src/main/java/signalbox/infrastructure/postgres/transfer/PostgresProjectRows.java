package signalbox.infrastructure.postgres.transfer;

import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_METRIC;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jooq.Cursor;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.transfer.ExportedFile;
import signalbox.application.transfer.ProjectRows;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.TransferCounts;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Reads the tables of {@link TransferTables} row by row. */
public final class PostgresProjectRows implements ProjectRows {
  private static final int FETCH = 200;

  private static final String MEMBERS =
      """
      select to_jsonb(x)::text
      from metadata.project_member t join metadata.user_account u on u.id = t.user_id
      cross join lateral (select u.email, u.name, t.role) x
      where t.project_id = {0}
      order by u.id
      """;

  /**
   * Everything that lies in the object store for a project: key, content type, digest and size. A
   * table has its sample beside it.
   */
  private static final String OBJECTS =
      """
      select d.object_key as key,
             case d.format when 'csv' then 'text/csv' when 'parquet' then 'application/vnd.apache.parquet'
                           else 'application/octet-stream' end as content_type,
             d.sha256, d.size_bytes
      from metadata.dataset d where d.project_id = {0}
      union all
      select d.object_key || '.sample', 'application/octet-stream', null, 0
      from metadata.dataset d where d.project_id = {0} and d.model is null
      union all
      select d.source ->> 'objectKey', 'application/octet-stream', d.source ->> 'sha256', (d.source ->> 'sizeBytes')::bigint
      from metadata.dataset d where d.project_id = {0} and d.source ->> 'objectKey' is not null
      union all
      select a.object_key, a.content_type, a.sha256, a.size_bytes
      from metadata.artifact a join metadata.run r on r.id = a.run_id where r.project_id = {0}
      union all
      select v.object_key, 'application/octet-stream', v.sha256, v.size_bytes
      from metadata.model_version v join metadata.model m on m.id = v.model_id where m.project_id = {0}
      """;

  /**
   * Each once, in the order of the names that {@link signalbox.application.transfer.ObjectNames}
   * gives them: by a digest of the key, the sample right behind its table.
   */
  private static final String FILES =
      """
      select distinct on (digest, beside) key, content_type, sha256
      from (
        select o.*, o.key like '%.sample' as beside,
               substring(sha256(convert_to(regexp_replace(o.key, '\\.sample$', ''), 'UTF8')) for 16) as digest
        from (
      """
          + OBJECTS
          + """
            ) o
          ) named
          order by digest, beside, content_type = 'application/octet-stream'
          """;

  private static final String COUNT =
      """
      select (select count(*) from metadata.dataset where project_id = {0}),
             (select count(*) from metadata.run where project_id = {0}),
             (select count(*) from metadata.run where project_id = {0} and ended_at is null),
             (select count(*) from metadata.run where project_id = {0} and kind = 'study'),
             (select count(*) from metadata.model_version v join metadata.model m on m.id = v.model_id
              where m.project_id = {0}),
             count(*), coalesce(sum(size_bytes), 0)::bigint
      from (select distinct on (key) key, size_bytes from (
      """
          + OBJECTS
          + """
          ) o order by key) objects
          """;

  private final PostgresDatabase database;

  public PostgresProjectRows(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public TransferCounts count(ProjectId project) {
    Record row =
        Objects.requireNonNull(
            database.sql().resultQuery(COUNT, DSL.val(project.value())).fetchOne());
    return new TransferCounts(
        row.get(0, Long.class),
        row.get(1, Long.class),
        row.get(2, Long.class),
        row.get(3, Long.class),
        row.get(4, Long.class),
        0,
        0,
        row.get(5, Long.class),
        row.get(6, Long.class));
  }

  @Override
  public void read(ProjectId project, UserId exporter, RowSink sink) {
    QueryPart[] whose = {DSL.val(project.value()), DSL.val(exporter.value())};
    for (TransferTable table : TransferTables.ALL) {
      String select = table.table().equals(RUN_METRIC) ? MetricRows.SELECT : table.select();
      each(
          database.sql().resultQuery(select, whose),
          row -> sink.take(table.name(), RowTranslator.leaving(table, row.get(0, String.class))));
    }
    each(
        database.sql().resultQuery(MEMBERS, whose),
        row ->
            sink.take(
                TransferTables.MEMBER, row.get(0, String.class).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void files(ProjectId project, Consumer<ExportedFile> sink) {
    each(
        database.sql().resultQuery(FILES, DSL.val(project.value())),
        row -> {
          @Nullable String sha256 = row.get(2, String.class);
          sink.accept(new ExportedFile(row.get(0, String.class), row.get(1, String.class), sha256));
        });
  }

  @Override
  public List<RunId> runs(ProjectId project) {
    return database
        .sql()
        .select(RUN.ID)
        .from(RUN)
        .where(RUN.PROJECT_ID.eq(project.value()))
        .orderBy(RUN.ID)
        .fetch(row -> new RunId(row.value1()));
  }

  private static void each(ResultQuery<Record> query, Consumer<Record> sink) {
    try (Cursor<Record> cursor = query.fetchSize(FETCH).fetchLazy()) {
      cursor.forEach(sink);
    }
  }
}
