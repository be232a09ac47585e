package signalbox.infrastructure.postgres.model;

import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.MODEL_VERSION;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import signalbox.application.model.ModelRepository;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.Task;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ModelRecord;
import signalbox.schema.metadata.tables.records.ModelVersionRecord;

/** Models in PostgreSQL. */
public final class PostgresModelRepository implements ModelRepository {
  private static final TypeReference<Map<String, Double>> SUMMARY = new TypeReference<>() {};

  private final PostgresDatabase database;

  public PostgresModelRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Model> find(ModelId id) {
    return models().where(MODEL.ID.eq(id.value())).fetchOptional(PostgresModelRepository::model);
  }

  @Override
  public Optional<ModelVersion> findVersion(ModelId id, int version) {
    return database
        .sql()
        .selectFrom(MODEL_VERSION)
        .where(MODEL_VERSION.MODEL_ID.eq(id.value()))
        .and(MODEL_VERSION.VERSION.eq(version))
        .fetchOptional(PostgresModelRepository::version);
  }

  @Override
  public Optional<ModelVersion> findByRun(RunId run) {
    return database
        .sql()
        .selectFrom(MODEL_VERSION)
        .where(MODEL_VERSION.RUN_ID.eq(run.value()))
        .fetchOptional(PostgresModelRepository::version);
  }

  @Override
  public Optional<Model> findAndLock(ProjectId project, String name) {
    return models()
        .where(MODEL.PROJECT_ID.eq(project.value()))
        .and(MODEL.NAME.eq(name))
        .forNoKeyUpdate()
        .of(MODEL)
        .fetchOptional(PostgresModelRepository::model);
  }

  @Override
  public void insert(Model model) {
    ModelRecord row = new ModelRecord();
    row.setId(model.id().value());
    row.setProjectId(model.projectId().value());
    row.setName(model.name());
    row.setLatestVersion(model.latestVersion().version());
    row.setCreatedAt(model.createdAt().atOffset(ZoneOffset.UTC));
    database.sql().insertInto(MODEL).set(row).execute();
    store(model.latestVersion());
  }

  @Override
  public void insertVersion(ModelVersion version) {
    store(version);
    database
        .sql()
        .update(MODEL)
        .set(MODEL.LATEST_VERSION, version.version())
        .where(MODEL.ID.eq(version.modelId().value()))
        .execute();
  }

  @Override
  public Page<Model> list(ProjectId project, PageRequest page) {
    Condition ofProject = MODEL.PROJECT_ID.eq(project.value());
    UUID before = UuidCursor.decode(page.cursor());
    long total = database.sql().fetchCount(MODEL, ofProject);
    List<Model> found =
        models()
            .where(before == null ? ofProject : ofProject.and(MODEL.ID.lt(before)))
            .orderBy(MODEL.ID.desc())
            .limit(page.limit() + 1)
            .fetch(PostgresModelRepository::model);
    if (found.size() <= page.limit()) {
      return new Page<>(found, null, total);
    }
    List<Model> shown = found.subList(0, page.limit());
    return new Page<>(shown, UuidCursor.encode(shown.getLast().id().value()), total);
  }

  @Override
  public Page<ModelVersion> listVersions(ModelId model, PageRequest page) {
    Condition ofModel = MODEL_VERSION.MODEL_ID.eq(model.value());
    Condition wanted = ofModel;
    if (page.cursor() != null) {
      wanted = wanted.and(MODEL_VERSION.VERSION.lt(number(page.cursor())));
    }
    long total = database.sql().fetchCount(MODEL_VERSION, ofModel);
    List<ModelVersion> found =
        database
            .sql()
            .selectFrom(MODEL_VERSION)
            .where(wanted)
            .orderBy(MODEL_VERSION.VERSION.desc())
            .limit(page.limit() + 1)
            .fetch(PostgresModelRepository::version);
    if (found.size() <= page.limit()) {
      return new Page<>(found, null, total);
    }
    List<ModelVersion> shown = found.subList(0, page.limit());
    return new Page<>(shown, Integer.toString(shown.getLast().version()), total);
  }

  private static int number(String cursor) {
    try {
      return Integer.parseInt(cursor);
    } catch (NumberFormatException e) {
      throw SignalboxException.invalid("cursor", "is not a cursor of this list").causedBy(e);
    }
  }

  private SelectOnConditionStep<Record> models() {
    return database
        .sql()
        .select(MODEL.fields())
        .select(MODEL_VERSION.fields())
        .from(MODEL)
        .join(MODEL_VERSION)
        .on(MODEL_VERSION.MODEL_ID.eq(MODEL.ID))
        .and(MODEL_VERSION.VERSION.eq(MODEL.LATEST_VERSION));
  }

  private void store(ModelVersion version) {
    ModelVersionRecord row = new ModelVersionRecord();
    row.setModelId(version.modelId().value());
    row.setVersion(version.version());
    row.setRunId(version.runId().value());
    row.setAlgorithm(version.algorithm());
    row.setTask(version.task().name().toLowerCase(Locale.ROOT));
    row.setTarget(version.target());
    row.setFormat(version.format());
    row.setObjectKey(version.objectKey());
    row.setSizeBytes(version.sizeBytes());
    row.setSha256(version.sha256());
    row.setSignature(JsonColumns.write(version.signature()));
    row.setSummary(JsonColumns.write(version.summary()));
    row.setCreatedAt(version.createdAt().atOffset(ZoneOffset.UTC));
    database.sql().insertInto(MODEL_VERSION).set(row).execute();
  }

  private static Model model(Record row) {
    ModelRecord model = row.into(MODEL);
    return new Model(
        new ModelId(model.getId()),
        new ProjectId(model.getProjectId()),
        model.getName(),
        version(row.into(MODEL_VERSION)),
        model.getCreatedAt().toInstant());
  }

  private static ModelVersion version(ModelVersionRecord row) {
    return new ModelVersion(
        new ModelId(row.getModelId()),
        row.getVersion(),
        new RunId(row.getRunId()),
        row.getAlgorithm(),
        Task.valueOf(row.getTask().toUpperCase(Locale.ROOT)),
        row.getTarget(),
        row.getFormat(),
        row.getObjectKey(),
        row.getSizeBytes(),
        row.getSha256(),
        JsonColumns.read(row.getSignature(), ModelSignature.class),
        JsonColumns.read(row.getSummary(), SUMMARY),
        row.getCreatedAt().toInstant());
  }
}
