package signalbox.infrastructure.postgres.transfer;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_METRIC;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import signalbox.application.transfer.ImportedRows;
import signalbox.application.transfer.Importing;
import signalbox.application.transfer.Refusals;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunStatus;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ImportOriginRecord;

/** Writes the tables of {@link TransferTables}, some rows a statement. */
public final class PostgresImportedRows implements ImportedRows {
  private static final Set<Table<?>> WITH_ORIGIN = Set.of(DATASET, RUN, MODEL);
  private static final String OPEN = "It had not ended when its project was exported.";

  private static final String DEFER =
      "set constraints metadata.run_model_version, metadata.project_baseline_run_id_fkey deferred";
  private static final String CHECK = "set constraints all immediate";

  /** {0} name. The unique index would let us wait until the other transaction ends, for minutes. */
  private static final String CLAIM_NAME =
      "select pg_try_advisory_xact_lock(hashtextextended('project ' || lower({0}::text), 0))";

  /** {0} project, {1} end, {2} the words of open states, {3} reason, {4} end as text. */
  private static final String END_RUNS =
      """
      with ended as (
        update metadata.run
        set status = 'cancelled', status_reason = {3}, wait_reason = null,
            ended_at = greatest(created_at, started_at, {1}),
            stop = case when stop is null then null else stop || jsonb_build_object('endedAt', {4}::text) end
        where project_id = {0} and status = any({2})
        returning id, revision, attempt, ended_at
      )
      insert into metadata.run_event (run_id, revision, ordinal, time, attempt, type, detail)
      select id, revision + 1, 0, ended_at, attempt, 'cancelled', jsonb_build_object('reason', {3}::text)
      from ended
      """;

  /** {0} project, {1} end, {2} reason. Revisions go on behind those of the study; its log tells. */
  private static final String END_TRIALS =
      """
      with ended as (
        update metadata.trial t
        set state = 'cancelled', message = {2}, ended_at = greatest(t.begun_at, {1}),
            revision = s.revision + n.place
        from (select study_id, number, row_number() over (partition by study_id order by number) as place
              from metadata.trial
              where state = 'running' and study_id in (select id from metadata.run where project_id = {0})) n
        join metadata.study s on s.run_id = n.study_id
        where t.study_id = n.study_id and t.number = n.number
        returning t.study_id, t.number, t.ended_at, t.revision
      )
      insert into metadata.study_event (study_id, revision, ordinal, time, type, trial, text)
      select study_id, revision, 0, ended_at, 'trial_cancelled', number,
             'Trial ' || number || ' was cancelled: ' || {2}::text
      from ended
      """;

  /** {0} project. What had begun and not ended counts as cancelled. */
  private static final String END_STUDIES =
      """
      update metadata.study s
      set cancelled_trials = greatest(s.cancelled_trials, s.begun_trials - s.completed_trials - s.pruned_trials
                                                          - s.failed_trials),
          trouble = null,
          revision = 1 + greatest(s.revision,
                                  (select max(t.revision) from metadata.trial t where t.study_id = s.run_id))
      where s.run_id in (select id from metadata.run where project_id = {0})
      """;

  /** {0} project, {1} reason. Unless its log tells of the end already. */
  private static final String TELL_STUDIES =
      """
      insert into metadata.study_event (study_id, revision, ordinal, time, type, text)
      select s.run_id, s.revision, 0, r.ended_at, 'cancelled', 'The study was cancelled: ' || {1}::text
      from metadata.study s join metadata.run r on r.id = s.run_id
      where r.project_id = {0} and r.status = 'cancelled' and r.status_reason = {1}
        and not exists (select from metadata.study_event e where e.study_id = s.run_id and e.type = 'cancelled')
      """;

  /** {0} project, {1} time, {2} name of the project there, {3} time of the export as text. */
  private static final String TELL =
      """
      insert into metadata.run_event (run_id, revision, ordinal, time, attempt, type, detail)
      select r.id, r.revision + 1, 1, {1}, 0, 'imported',
             jsonb_build_object('originalId', o.original_id, 'project', {2}::text, 'exportedAt', {3}::text)
      from metadata.run r join metadata.import_origin o on o.id = r.id
      where r.project_id = {0}
      """;

  private static final String REVISE =
      "update metadata.run set revision = revision + 1 where project_id = {0}";

  /** {0} project. What rows say of objects: the table, the key, the digest, the size. */
  private static final String NAMED =
      """
      select 'artifact' as named_by, a.object_key, a.sha256, a.size_bytes
      from metadata.artifact a join metadata.run r on r.id = a.run_id where r.project_id = {0}
      union all
      select 'model_version', v.object_key, v.sha256, v.size_bytes
      from metadata.model_version v join metadata.model m on m.id = v.model_id where m.project_id = {0}
      union all
      select 'dataset', d.object_key, d.sha256, d.size_bytes from metadata.dataset d where d.project_id = {0}
      union all
      select 'dataset', d.source ->> 'objectKey', d.source ->> 'sha256', (d.source ->> 'sizeBytes')::bigint
      from metadata.dataset d where d.project_id = {0} and d.source ->> 'objectKey' is not null
      """;

  private static final String OTHER_BYTES =
      "select n.named_by from ("
          + NAMED
          + """
          ) n join metadata.import_object o on o.object_key = n.object_key
          where o.sha256 <> n.sha256 or o.size_bytes <> n.size_bytes
          limit 1
          """;

  /** {0} project, {1} import, {2} attempt. */
  private static final String KEEP_OBJECTS =
      "delete from metadata.import_object o using ("
          + NAMED
          + """
          union all
          select 'sample', d.object_key || '.sample', null, null from metadata.dataset d where d.project_id = {0}
          ) n
          where o.object_key = n.object_key and o.import_id = {1} and o.attempt = {2}
          """;

  /** {0} project, {1} import, {2} attempt. */
  private static final String KEEP_RUNS =
      """
      delete from metadata.import_run i using metadata.run r
      where r.id = i.run_id and r.project_id = {0} and i.import_id = {1} and i.attempt = {2}
      """;

  private final PostgresDatabase database;

  public PostgresImportedRows(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public boolean nameTaken(String name) {
    return database
        .sql()
        .fetchExists(PROJECT, DSL.lower(PROJECT.NAME).eq(DSL.lower(DSL.val(name))));
  }

  @Override
  public void write(Importing importing, String entry, String table, List<byte[]> rows) {
    if (table.equals(TransferTables.MEMBER)) {
      rows.forEach(row -> RowTranslator.object(entry, row));
      return;
    }
    TransferTable known =
        TransferTables.find(table)
            .orElseThrow(() -> Refusals.invalid(entry, "its table is not known"));
    translating(entry, () -> write(importing, entry, known, rows));
  }

  private void write(Importing importing, String entry, TransferTable table, List<byte[]> rows) {
    DSLContext sql = database.sql();
    if (table.table().equals(PROJECT)) {
      sql.execute(DEFER);
      claimName(sql, importing.name());
    }
    if (table.table().equals(RUN_METRIC)) {
      writeMetrics(importing, entry, table, rows);
      return;
    }
    List<ObjectNode> coming = new ArrayList<>(rows.size());
    List<ImportOriginRecord> origins = new ArrayList<>();
    for (byte[] row : rows) {
      ObjectNode node = RowTranslator.object(entry, row);
      if (WITH_ORIGIN.contains(table.table())) {
        origins.add(origin(importing, entry, node));
      }
      RowTranslator.coming(importing, entry, table, node);
      if (table.table().equals(PROJECT)) {
        node.put(PROJECT.NAME.getName(), importing.name());
      }
      coming.add(node);
    }
    // Rows of one file have the same columns; an older file may lack some of ours.
    List<String> names = names(coming.getFirst());
    for (ObjectNode node : coming) {
      if (!names(node).equals(names)) {
        throw Refusals.invalid(entry, "its rows have different columns");
      }
    }
    sql.execute(table.insert(names), json(coming));
    if (!origins.isEmpty()) {
      sql.batchInsert(origins).execute();
    }
  }

  private static void claimName(DSLContext sql, String name) {
    Boolean claimed = sql.resultQuery(CLAIM_NAME, DSL.val(name)).fetchOne(0, Boolean.class);
    if (!Boolean.TRUE.equals(claimed)) {
      throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name");
    }
  }

  private void writeMetrics(
      Importing importing, String entry, TransferTable table, List<byte[]> rows) {
    List<ObjectNode> coming = new ArrayList<>(rows.size());
    for (byte[] row : rows) {
      ObjectNode node = RowTranslator.object(entry, row);
      String key = node.path(MetricRows.KEY).asText();
      node.remove(MetricRows.KEY);
      RowTranslator.coming(importing, entry, table, node);
      coming.add(node.put(MetricRows.KEY, key));
    }
    Param<UUID> project = DSL.val(importing.project().value());
    Param<JSONB> json = json(coming);
    database.sql().execute(MetricRows.INSERT_KEYS, project, json);
    database.sql().execute(MetricRows.INSERT, project, json);
  }

  /**
   * @param row as it came: its id is still that of there
   */
  private static ImportOriginRecord origin(Importing importing, String entry, ObjectNode row) {
    UUID original = RowTranslator.uuid(row.path("id").asText());
    if (original == null) {
      throw Refusals.invalid(entry, "an id is none");
    }
    return new ImportOriginRecord(
        importing.renewal().renew(original), original, importing.project().value());
  }

  private static List<String> names(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    Collections.sort(names);
    return names;
  }

  private static Param<JSONB> json(List<ObjectNode> rows) {
    return DSL.val(JSONB.jsonb(RowTranslator.array(rows)));
  }

  @Override
  public void finish(Importing importing) {
    translating(
        "rows",
        () -> {
          check(importing);
          end(importing);
          keep(importing);
        });
  }

  private void end(Importing importing) {
    DSLContext sql = database.sql();
    Param<UUID> project = DSL.val(importing.project().value());
    var end = DSL.val(importing.exportedAt().atOffset(ZoneOffset.UTC));
    Param<String> endText = DSL.val(importing.exportedAt().toString());
    sql.execute(
        END_RUNS,
        project,
        end,
        DSL.val(RunStatus.liveWords().toArray(String[]::new)),
        DSL.val(OPEN),
        endText);
    sql.execute(END_TRIALS, project, end, DSL.val(OPEN));
    sql.execute(END_STUDIES, project);
    sql.execute(TELL_STUDIES, project, DSL.val(OPEN));
    sql.execute(
        TELL,
        project,
        DSL.val(importing.now().atOffset(ZoneOffset.UTC)),
        DSL.val(importing.origin()),
        endText);
    sql.execute(REVISE, project);
  }

  private void keep(Importing importing) {
    DSLContext sql = database.sql();
    Param<UUID> project = DSL.val(importing.project().value());
    Param<UUID> id = DSL.val(importing.id().value());
    Param<Integer> attempt = DSL.val(importing.attempt());
    sql.execute(KEEP_OBJECTS, project, id, attempt);
    sql.execute(KEEP_RUNS, project, id, attempt);
  }

  private void check(Importing importing) {
    DSLContext sql = database.sql();
    sql.execute(CHECK);
    String other =
        sql.resultQuery(OTHER_BYTES, DSL.val(importing.project().value()))
            .fetchOne(0, String.class);
    if (other != null) {
      throw Refusals.invalid("rows/" + other, "a row means other bytes than those that came");
    }
  }

  /** What the store does not take is the fault of the rows, as long as the store is there. */
  private static void translating(String entry, Runnable work) {
    try {
      work.run();
    } catch (DataAccessException e) {
      String state = String.valueOf(e.sqlState());
      String message = String.valueOf(e.getMessage());
      // Class 22: a value that is none; class 23: a constraint.
      if (state.equals("23505") && message.contains("\"project_name\"")) {
        throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name").causedBy(e);
      }
      if (state.startsWith("22") || state.startsWith("23")) {
        throw Refusals.invalid(entry, "a row is not one that can be").causedBy(e);
      }
      throw e;
    }
  }
}
