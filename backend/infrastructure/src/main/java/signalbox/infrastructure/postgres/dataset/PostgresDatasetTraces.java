package signalbox.infrastructure.postgres.dataset;

import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.MODEL_VERSION;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.STUDY_INSTANCE;

import java.util.Locale;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import signalbox.application.dataset.DatasetLineage;
import signalbox.application.dataset.DatasetTraces;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.model.ModelId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.Run;

/**
 * Follows the columns {@code run.dataset_id}, {@code study_instance.dataset_id} and {@code
 * model_version.run_id}.
 */
public final class PostgresDatasetTraces implements DatasetTraces {
  private final PostgresDatabase database;

  public PostgresDatasetTraces(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public DatasetLineage trace(DatasetId dataset, int limit) {
    Condition uses = RUN.DATASET_ID.eq(dataset.value());
    Run source = RUN.as("source");
    Condition byItsModels =
        DSL.exists(
            DSL.selectOne()
                .from(MODEL_VERSION)
                .join(source)
                .on(source.ID.eq(MODEL_VERSION.RUN_ID))
                .where(MODEL_VERSION.MODEL_ID.eq(RUN.MODEL_ID))
                .and(MODEL_VERSION.VERSION.eq(RUN.MODEL_VERSION))
                .and(source.DATASET_ID.eq(dataset.value())));
    return new DatasetLineage(
        runs(RUN.KIND.eq("training").and(uses), limit),
        models(dataset, limit),
        runs(RUN.KIND.eq("prediction").and(uses.or(byItsModels)), limit),
        runs(RUN.KIND.eq("solve").and(uses), limit),
        runs(RUN.KIND.eq("study").and(uses.or(inItsSet(dataset))), limit));
  }

  /** Studies over a set that the dataset is in. */
  private static Condition inItsSet(DatasetId dataset) {
    return RUN.ID.in(
        DSL.select(STUDY_INSTANCE.STUDY_ID)
            .from(STUDY_INSTANCE)
            .where(STUDY_INSTANCE.DATASET_ID.eq(dataset.value())));
  }

  private DatasetLineage.Runs runs(Condition condition, int limit) {
    return new DatasetLineage.Runs(
        database
            .sql()
            .select(RUN.ID, RUN.NAME, RUN.STATUS, RUN.CREATED_AT)
            .from(RUN)
            .where(condition)
            .orderBy(RUN.ID.desc())
            .limit(limit)
            .fetch(row ->
                new DatasetLineage.Use(
                    new RunId(row.value1()),
                    row.value2(),
                    RunStatus.valueOf(row.value3().toUpperCase(Locale.ROOT)),
                    row.value4().toInstant())),
        database.sql().fetchCount(RUN, condition));
  }

  private DatasetLineage.Models models(DatasetId dataset, int limit) {
    Condition learned =
        MODEL_VERSION.RUN_ID.in(
            DSL.select(RUN.ID).from(RUN).where(RUN.DATASET_ID.eq(dataset.value())));
    return new DatasetLineage.Models(
        database
            .sql()
            .select(
                MODEL.ID,
                MODEL.NAME,
                MODEL_VERSION.VERSION,
                MODEL_VERSION.RUN_ID,
                MODEL_VERSION.CREATED_AT)
            .from(MODEL_VERSION)
            .join(MODEL)
            .on(MODEL.ID.eq(MODEL_VERSION.MODEL_ID))
            .where(learned)
            .orderBy(MODEL_VERSION.CREATED_AT.desc(), MODEL.ID)
            .limit(limit)
            .fetch(row ->
                new DatasetLineage.Made(
                    new ModelId(row.value1()),
                    row.value2(),
                    row.value3(),
                    new RunId(row.value4()),
                    row.value5().toInstant())),
        database.sql().fetchCount(MODEL_VERSION, learned));
  }
}
