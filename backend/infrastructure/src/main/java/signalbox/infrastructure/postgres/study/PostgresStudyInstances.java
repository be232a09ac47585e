package signalbox.infrastructure.postgres.study;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.STUDY_INSTANCE;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.StudyInstance;
import signalbox.application.study.StudyInstances;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.StudyInstanceRecord;

/** Sets of instances in the table {@code study_instance}. */
public final class PostgresStudyInstances implements StudyInstances {
  private final PostgresDatabase database;

  public PostgresStudyInstances(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Set<DatasetId> insert(RunId study, List<DatasetId> instances) {
    Set<DatasetId> gone = new HashSet<>(instances);
    // As a foreign key does it: none of them is deleted before this transaction ends.
    database
        .sql()
        .select(DATASET.ID)
        .from(DATASET)
        .where(DATASET.ID.in(instances.stream().map(DatasetId::value).toList()))
        .orderBy(DATASET.ID)
        .forKeyShare()
        .forEach(row -> gone.remove(new DatasetId(row.value1())));
    if (gone.isEmpty()) {
      List<StudyInstanceRecord> rows = new ArrayList<>();
      for (DatasetId instance : instances) {
        rows.add(new StudyInstanceRecord(study.value(), rows.size() + 1, instance.value()));
      }
      database.sql().batchInsert(rows).execute();
    }
    return gone;
  }

  @Override
  public List<StudyInstance> list(RunId study) {
    return database
        .sql()
        .select(DATASET.ID, DATASET.NAME, DATASET.VERSION, DATASET.FORMAT, DATASET.MODEL)
        .from(STUDY_INSTANCE)
        .join(DATASET)
        .on(DATASET.ID.eq(STUDY_INSTANCE.DATASET_ID))
        .where(STUDY_INSTANCE.STUDY_ID.eq(study.value()))
        .orderBy(STUDY_INSTANCE.PLACE)
        .fetch(
            row -> instance(row.value1(), row.value2(), row.value3(), row.value4(), row.value5()));
  }

  private static StudyInstance instance(
      UUID id, String name, int version, String format, @Nullable JSONB model) {
    return new StudyInstance(
        new DatasetId(id),
        name,
        version,
        DatasetFormat.valueOf(format.toUpperCase(Locale.ROOT)),
        model == null ? null : JsonColumns.read(model, InstanceModel.class));
  }
}
