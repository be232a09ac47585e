package signalbox.infrastructure.postgres.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.IMPORT_OBJECT;
import static signalbox.schema.metadata.Tables.IMPORT_RUN;
import static signalbox.schema.metadata.Tables.MODEL_VERSION;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.storage.NamedObjects;
import signalbox.application.storage.NamedObjects.NamedObject;
import signalbox.application.storage.NamedObjectsContract;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.artifact.PostgresArtifactRepository;
import signalbox.infrastructure.postgres.model.PostgresModelRepository;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRemovals;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresNamedObjectsIT extends NamedObjectsContract {
  private final PostgresDatabase database = TestDatabases.fresh();
  private final NamedObjects names = new PostgresNamedObjects(database);
  private final PostgresRecords records = new PostgresRecords(database);
  private final ProjectId project = records.project();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected NamedObjects names() {
    return names;
  }

  @Override
  protected void store(List<String> artifacts, String model) {
    Run run = training(records.dataset(project));
    for (String key : artifacts) {
      artifact(run.id(), key);
    }
    new PostgresModelRepository(database).insert(TestRuns.model(project, "model", run.id()));
    database
        .sql()
        .update(MODEL_VERSION)
        .set(MODEL_VERSION.OBJECT_KEY, model)
        .set(MODEL_VERSION.CREATED_AT, NOON.atOffset(ZoneOffset.UTC))
        .execute();
    // Runs need a table, which would be named, too.
    database.sql().execute("alter table metadata.run drop constraint run_dataset_id_fkey");
    database.sql().deleteFrom(DATASET).execute();
  }

  private Run training(DatasetId dataset) {
    Run run = TestRuns.training(project, dataset, records.user(), "names");
    new PostgresRunRepository(database).insert(run);
    return run;
  }

  private void artifact(RunId run, String key) {
    String name = "artifact-" + Integer.toHexString(key.hashCode());
    new PostgresArtifactRepository(database)
        .put(new Artifact(run, name, 1, key, "text/plain", 1, "ab", ArtifactRole.OTHER, 1, NOON));
  }

  @Test
  void aDatasetNamesItsFilesAndItsOriginal() {
    String table = "datasets/" + records.dataset(project);
    assertThat(names.between(null, null, 10))
        .extracting(NamedObject::key, NamedObject::needed)
        .containsExactly(
            tuple(table, true), tuple(table + ".rows", false), tuple(table + ".sample", false));
    database
        .sql()
        .update(DATASET)
        .set(DATASET.SOURCE, JSONB.jsonb("{\"objectKey\": \"datasets/x.original\"}"))
        .execute();
    assertThat(names.named(Set.of("datasets/x.original", table + ".rows", table + ".other")))
        .containsExactlyInAnyOrder("datasets/x.original", table + ".rows");
    assertThat(names.between(table + ".sample", null, 10))
        .containsExactly(new NamedObject("datasets/x.original", true, TestRuns.NOW));
  }

  @Test
  void whatIsBeingRemovedIsNamedUntilItIsGone() {
    Run run = training(records.dataset(project));
    artifact(run.id(), "runs/" + run.id() + "/1/a.txt");
    PostgresRunRemovals removals = new PostgresRunRemovals(database);
    removals.delete(Set.of(run.id()), NOON);
    assertThat(names.between("runs/", null, 10))
        .containsExactly(new NamedObject("runs/" + run.id() + "/1/a.txt", false, NOON));
    removals.done(run.id());
    assertThat(names.between("runs/", null, 10)).isEmpty();
  }

  @Test
  void knowsRunsWithTheirRemovals() {
    Run run = training(records.dataset(project));
    Run deleted = training(records.dataset(project));
    RunId nobody = new RunId(TestRuns.IDS.next());
    PostgresRunRemovals removals = new PostgresRunRemovals(database);
    removals.delete(Set.of(deleted.id()), NOON);
    PostgresRunPresence presence = new PostgresRunPresence(database);
    List<RunId> asked = List.of(run.id(), deleted.id(), nobody);
    assertThat(presence.known(asked)).containsExactlyInAnyOrder(run.id(), deleted.id());
    assertThat(presence.alive(asked)).containsExactly(run.id());
    removals.done(deleted.id());
    assertThat(presence.known(asked)).containsExactly(run.id());
    assertThat(presence.known(List.of())).isEmpty();
  }

  @Test
  void knowsWhatAnImportIsStoring() {
    UUID item = TestRuns.IDS.next();
    RunId run = new RunId(TestRuns.IDS.next());
    database
        .sql()
        .insertInto(IMPORT_RUN, IMPORT_RUN.RUN_ID, IMPORT_RUN.IMPORT_ID, IMPORT_RUN.ATTEMPT)
        .values(run.value(), item, 1)
        .execute();
    database
        .sql()
        .insertInto(IMPORT_OBJECT)
        .set(IMPORT_OBJECT.OBJECT_KEY, "imports/a")
        .set(IMPORT_OBJECT.IMPORT_ID, item)
        .set(IMPORT_OBJECT.ATTEMPT, 1)
        .set(IMPORT_OBJECT.SIZE_BYTES, 8L)
        .set(IMPORT_OBJECT.SHA256, "ab")
        .set(IMPORT_OBJECT.NOTED_AT, NOON.atOffset(ZoneOffset.UTC))
        .execute();

    PostgresRunPresence presence = new PostgresRunPresence(database);
    assertThat(presence.known(List.of(run))).containsExactly(run);
    assertThat(presence.alive(List.of(run))).isEmpty();
    assertThat(names.between("imports/", null, 10))
        .containsExactly(new NamedObject("imports/a", false, NOON));
    assertThat(names.named(Set.of("imports/a", "imports/b"))).containsExactly("imports/a");
  }

  /**
   * Whoever adds a column that holds the key of an object must add it to the view: what is not in
   * there is taken for an orphan one day.
   */
  @Test
  void everyColumnWithTheKeyOfAnObjectIsInTheView() {
    Set<String> columns =
        new TreeSet<>(
            database
                .sql()
                .fetch(
                    """
                    select table_name || '.' || column_name from information_schema.columns
                    where table_schema = 'metadata' and table_name <> 'named_object'
                      and column_name like '%object_key%'
                    """)
                .map(row -> row.get(0, String.class)));
    Set<String> inView =
        new TreeSet<>(
            database
                .sql()
                .fetch(
                    """
                    select table_name || '.' || column_name
                    from information_schema.view_column_usage
                    where view_schema = 'metadata' and view_name = 'named_object'
                      and column_name like '%object_key%'
                    """)
                .map(row -> row.get(0, String.class)));
    assertThat(inView).isEqualTo(columns).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void findsNamesByTheirIndexes() {
    String plan =
        new PostgresTransactions(database)
            .inTransaction(() -> {
              database.sql().execute("set local enable_seqscan = off");
              return database
                  .sql()
                  .fetch(
                      """
                      explain select * from metadata.named_object
                      where object_key = any ({0}::text[])
                      """,
                      DSL.val(new String[] {"a", "b"}))
                  .format();
            });
    assertThat(plan)
        .contains(
            "artifact_object",
            "model_version_object",
            "dataset_object",
            "dataset_rows_object",
            "dataset_sample_object",
            "dataset_original_object",
            "import_object_pkey");
  }
}
