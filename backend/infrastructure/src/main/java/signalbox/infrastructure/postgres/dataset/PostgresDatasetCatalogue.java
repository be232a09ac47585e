package signalbox.infrastructure.postgres.dataset;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.STUDY_INSTANCE;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.DatasetCatalogue;
import signalbox.application.dataset.DatasetFacts;
import signalbox.application.dataset.DatasetFilter;
import signalbox.application.dataset.DatasetQuality;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.SkippedRows;
import signalbox.application.dataset.TablePreview;
import signalbox.application.dataset.TableProfile;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.DatasetSource;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.error.Fault;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Task;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Datasets in the table {@code dataset}. */
public final class PostgresDatasetCatalogue implements DatasetCatalogue {
  private static final List<Field<?>> FIELDS =
      List.of(
          DATASET.ID,
          DATASET.PROJECT_ID,
          DATASET.FAMILY_ID,
          DATASET.VERSION,
          DATASET.NAME,
          DATASET.DESCRIPTION,
          DATASET.FORMAT,
          DATASET.DELIMITER,
          DATASET.OBJECT_KEY,
          DATASET.SIZE_BYTES,
          DATASET.SHA256,
          DATASET.ROW_COUNT,
          DATASET.COLUMNS,
          DATASET.SOURCE,
          DATASET.MODEL,
          DATASET.CREATED_AT,
          DATASET.CREATED_BY);
  private static final Field<Integer> RUNS =
      DSL.field(DSL.selectCount().from(RUN).where(RUN.DATASET_ID.eq(DATASET.ID)))
          .plus(
              DSL.field(
                  DSL.selectCount()
                      .from(STUDY_INSTANCE)
                      .where(STUDY_INSTANCE.DATASET_ID.eq(DATASET.ID))))
          .as("runs");
  private static final signalbox.schema.metadata.tables.Dataset NEWER = DATASET.as("newer");
  private static final Condition IS_LATEST =
      DSL.notExists(
          DSL.selectOne()
              .from(NEWER)
              .where(NEWER.FAMILY_ID.eq(DATASET.FAMILY_ID))
              .and(NEWER.VERSION.gt(DATASET.VERSION)));
  private static final Field<Boolean> LATEST = DSL.field(IS_LATEST).as("latest");

  private final PostgresDatabase database;

  public PostgresDatasetCatalogue(PostgresDatabase database) {
    this.database = database;
  }

  /** A column as {@code dataset.columns} holds it. */
  record StoredColumn(String name, String type) {}

  /** A row that was left out, as {@code dataset.skipped} holds it. */
  record StoredFault(
      @Nullable Long line, @Nullable Integer column, @Nullable String text, String detail) {}

  @Override
  public void insert(
      Dataset dataset, TablePreview preview, TableProfile profile, DatasetFacts facts) {
    @Nullable DatasetSource source = dataset.source();
    @Nullable InstanceModel model = dataset.model();
    @Nullable DatasetQuality quality = facts.quality();
    @Nullable Task task = facts.task();
    List<StoredColumn> columns =
        dataset.columns().stream()
            .map(column -> new StoredColumn(column.name(), word(column.type())))
            .toList();
    database
        .sql()
        .insertInto(DATASET)
        .set(DATASET.ID, dataset.id().value())
        .set(DATASET.PROJECT_ID, dataset.projectId().value())
        .set(DATASET.NAME, dataset.name())
        .set(DATASET.FORMAT, word(dataset.format()))
        .set(DATASET.DELIMITER, dataset.delimiter())
        .set(DATASET.OBJECT_KEY, dataset.objectKey())
        .set(DATASET.SIZE_BYTES, dataset.sizeBytes())
        .set(DATASET.SHA256, dataset.sha256())
        .set(DATASET.ROW_COUNT, dataset.rows())
        .set(DATASET.COLUMNS, JsonColumns.write(columns))
        .set(DATASET.PREVIEW, JsonColumns.write(preview))
        .set(DATASET.PROFILE, JsonColumns.write(profile))
        .set(DATASET.FAMILY_ID, dataset.family().value())
        .set(DATASET.VERSION, dataset.version())
        .set(DATASET.DESCRIPTION, dataset.description())
        .set(DATASET.SOURCE, source == null ? null : JsonColumns.write(source))
        .set(DATASET.MODEL, model == null ? null : JsonColumns.write(model))
        .set(DATASET.SOURCE_SHA256, source == null ? dataset.sha256() : source.sha256())
        .set(DATASET.SKIPPED_ROWS, source == null ? 0L : source.skippedRows())
        .set(
            DATASET.SKIPPED,
            JsonColumns.write(
                facts.skipped().stream()
                    .map(fault ->
                        new StoredFault(fault.line(), fault.column(), fault.text(), fault.detail()))
                    .toList()))
        .set(DATASET.TARGET, facts.target())
        .set(DATASET.TASK, task == null ? null : word(task))
        .set(DATASET.QUALITY, quality == null ? null : JsonColumns.write(quality))
        .set(DATASET.CREATED_AT, dataset.createdAt().atOffset(ZoneOffset.UTC))
        .set(DATASET.CREATED_BY, dataset.createdBy().value())
        .execute();
  }

  @Override
  public Optional<Dataset> find(DatasetId id) {
    return database
        .sql()
        .select(FIELDS)
        .from(DATASET)
        .where(DATASET.ID.eq(id.value()))
        .fetchOptional(PostgresDatasetCatalogue::dataset);
  }

  @Override
  public Optional<DatasetView> findView(DatasetId id) {
    return views(DATASET.ID.eq(id.value()), 1).stream().findFirst();
  }

  @Override
  public Optional<Dataset> lockNewest(DatasetId family) {
    // All rows are locked, in one order: whoever adds a version comes after who locked first.
    return database
        .sql()
        .select(FIELDS)
        .from(DATASET)
        .where(DATASET.FAMILY_ID.eq(family.value()))
        .orderBy(DATASET.VERSION)
        .forUpdate()
        .fetch(PostgresDatasetCatalogue::dataset)
        .stream()
        .reduce((_, newest) -> newest);
  }

  @Override
  public Optional<DatasetView> findBySource(ProjectId project, String sha256) {
    return views(DATASET.PROJECT_ID.eq(project.value()).and(DATASET.SOURCE_SHA256.eq(sha256)), 1)
        .stream()
        .findFirst();
  }

  @Override
  public Page<DatasetView> list(ProjectId project, DatasetFilter filter, PageRequest request) {
    @Nullable UUID before = UuidCursor.decode(request.cursor());
    Condition own = DATASET.PROJECT_ID.eq(project.value()).and(wanted(filter));
    List<DatasetView> found =
        views(before == null ? own : own.and(DATASET.ID.lt(before)), request.limit() + 1);
    boolean more = found.size() > request.limit();
    List<DatasetView> items = more ? found.subList(0, request.limit()) : found;
    return new Page<>(
        items,
        more ? UuidCursor.encode(items.getLast().dataset().id().value()) : null,
        database.sql().fetchCount(DATASET, own));
  }

  private static Condition wanted(DatasetFilter filter) {
    Condition wanted = filter.latest() ? IS_LATEST : DSL.noCondition();
    String text = filter.text();
    if (text != null) {
      wanted = wanted.and(DATASET.NAME.containsIgnoreCase(text));
    }
    Task task = filter.task();
    return task == null ? wanted : wanted.and(DATASET.TASK.eq(word(task)));
  }

  @Override
  public List<DatasetView> versions(DatasetId family) {
    return views(DATASET.FAMILY_ID.eq(family.value()), MAX_VERSIONS).stream()
        .sorted(Comparator.comparingInt((DatasetView view) -> view.dataset().version()).reversed())
        .toList();
  }

  @Override
  public Optional<SkippedRows> findSkipped(DatasetId id) {
    return database
        .sql()
        .select(DATASET.SKIPPED_ROWS, DATASET.SKIPPED)
        .from(DATASET)
        .where(DATASET.ID.eq(id.value()))
        .fetchOptional(row ->
            new SkippedRows(
                row.value1(),
                JsonColumns.read(row.value2(), new TypeReference<List<StoredFault>>() {}).stream()
                    .map(fault ->
                        new Fault(null, fault.line(), fault.column(), fault.text(), fault.detail()))
                    .toList()));
  }

  @Override
  public void describe(DatasetId family, String name, String description) {
    database
        .sql()
        .update(DATASET)
        .set(DATASET.NAME, name)
        .set(DATASET.DESCRIPTION, description)
        .where(DATASET.FAMILY_ID.eq(family.value()))
        .execute();
  }

  @Override
  public Optional<TablePreview> findPreview(DatasetId id) {
    return database
        .sql()
        .select(DATASET.PREVIEW)
        .from(DATASET)
        .where(DATASET.ID.eq(id.value()))
        .fetchOptional(row -> JsonColumns.read(row.value1(), TablePreview.class));
  }

  @Override
  public Optional<TableProfile> findProfile(DatasetId id) {
    return database
        .sql()
        .select(DATASET.PROFILE)
        .from(DATASET)
        .where(DATASET.ID.eq(id.value()))
        .fetchOptional(row -> JsonColumns.read(row.value1(), TableProfile.class));
  }

  @Override
  public boolean delete(DatasetId id) {
    if (database.sql().fetchExists(RUN, RUN.DATASET_ID.eq(id.value()))
        || database.sql().fetchExists(STUDY_INSTANCE, STUDY_INSTANCE.DATASET_ID.eq(id.value()))) {
      return false;
    }
    try {
      database.sql().deleteFrom(DATASET).where(DATASET.ID.eq(id.value())).execute();
      return true;
    } catch (IntegrityConstraintViolationException e) {
      return false;
    }
  }

  private List<DatasetView> views(Condition condition, int limit) {
    return database
        .sql()
        .select(FIELDS)
        .select(USER_ACCOUNT.NAME, RUNS, LATEST, DATASET.TARGET, DATASET.TASK, DATASET.QUALITY)
        .from(DATASET)
        .join(USER_ACCOUNT)
        .on(USER_ACCOUNT.ID.eq(DATASET.CREATED_BY))
        .where(condition)
        .orderBy(DATASET.ID.desc())
        .limit(limit)
        .fetch(PostgresDatasetCatalogue::view);
  }

  private static DatasetView view(Record row) {
    @Nullable String task = row.get(DATASET.TASK);
    @Nullable JSONB quality = row.get(DATASET.QUALITY);
    return new DatasetView(
        dataset(row),
        row.get(USER_ACCOUNT.NAME),
        row.get(RUNS),
        row.get(LATEST),
        row.get(DATASET.TARGET),
        task == null ? null : Task.valueOf(task.toUpperCase(Locale.ROOT)),
        quality == null ? null : JsonColumns.read(quality, DatasetQuality.class));
  }

  private static Dataset dataset(Record row) {
    List<StoredColumn> columns =
        JsonColumns.read(row.get(DATASET.COLUMNS), new TypeReference<List<StoredColumn>>() {});
    @Nullable JSONB source = row.get(DATASET.SOURCE);
    @Nullable JSONB model = row.get(DATASET.MODEL);
    return new Dataset(
        new DatasetId(row.get(DATASET.ID)),
        new ProjectId(row.get(DATASET.PROJECT_ID)),
        new DatasetId(row.get(DATASET.FAMILY_ID)),
        row.get(DATASET.VERSION),
        row.get(DATASET.NAME),
        row.get(DATASET.DESCRIPTION),
        DatasetFormat.valueOf(row.get(DATASET.FORMAT).toUpperCase(Locale.ROOT)),
        row.get(DATASET.DELIMITER),
        row.get(DATASET.OBJECT_KEY),
        row.get(DATASET.SIZE_BYTES),
        row.get(DATASET.SHA256),
        row.get(DATASET.ROW_COUNT),
        columns.stream()
            .map(column ->
                new Column(
                    column.name(), ColumnType.valueOf(column.type().toUpperCase(Locale.ROOT))))
            .toList(),
        source == null ? null : JsonColumns.read(source, DatasetSource.class),
        model == null ? null : JsonColumns.read(model, InstanceModel.class),
        row.get(DATASET.CREATED_AT).toInstant(),
        new UserId(row.get(DATASET.CREATED_BY)));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
