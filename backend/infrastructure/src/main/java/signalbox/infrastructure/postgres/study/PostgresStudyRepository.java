package signalbox.infrastructure.postgres.study;

import static signalbox.schema.metadata.Tables.STUDY;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.StudyRepository;
import signalbox.domain.run.RunId;
import signalbox.domain.study.BestTrial;
import signalbox.domain.study.Improvement;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.StudyProgress;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.StudyRecord;

/** Studies in the table {@code study}. */
public final class PostgresStudyRepository implements StudyRepository {
  private static final TypeReference<List<Map<String, Object>>> CONFIGURATIONS =
      new TypeReference<>() {};
  private static final TypeReference<List<StoredBest>> BEST = new TypeReference<>() {};
  private static final TypeReference<List<List<Double>>> IMPROVEMENTS = new TypeReference<>() {};

  private final PostgresDatabase database;

  public PostgresStudyRepository(PostgresDatabase database) {
    this.database = database;
  }

  /** The JSON of a trial in {@code study.best}. */
  record StoredBest(int number, UUID runId, List<Double> values) {}

  @Override
  public void insert(Study study) {
    Duration budget = study.timeBudget();
    StudyRecord row = new StudyRecord();
    row.setRunId(study.id().value());
    row.setDefinition(JsonColumns.write(StoredDefinition.of(study.definition())));
    row.setTimeBudgetSeconds(budget == null ? null : budget.toSeconds());
    row.setStartFrom(study.startFrom().stream().map(RunId::value).toArray(UUID[]::new));
    put(row, study.plan());
    put(row, study.progress());
    row.setRevision(study.revision());
    database.sql().insertInto(STUDY).set(row).execute();
  }

  @Override
  public Optional<Study> find(RunId id) {
    return database
        .sql()
        .selectFrom(STUDY)
        .where(STUDY.RUN_ID.eq(id.value()))
        .fetchOptional(PostgresStudyRepository::study);
  }

  @Override
  public List<Study> findAll(Collection<RunId> ids) {
    return database.sql().selectFrom(STUDY).where(among(ids)).fetch(PostgresStudyRepository::study);
  }

  @Override
  public List<Study> lock(Collection<RunId> ids) {
    return database
        .sql()
        .selectFrom(STUDY)
        .where(among(ids))
        .orderBy(STUDY.RUN_ID)
        .forNoKeyUpdate()
        .fetch(PostgresStudyRepository::study);
  }

  private static Condition among(Collection<RunId> ids) {
    return STUDY.RUN_ID.eq(DSL.any(ids.stream().map(RunId::value).toArray(UUID[]::new)));
  }

  @Override
  public void updatePlan(Study study) {
    StudyRecord row = new StudyRecord();
    put(row, study.plan());
    update(study, row);
  }

  @Override
  public void updateProgress(Study study) {
    StudyRecord row = new StudyRecord();
    put(row, study.progress());
    update(study, row);
  }

  private void update(Study study, StudyRecord row) {
    row.setRevision(study.revision());
    int rows =
        database.sql().update(STUDY).set(row).where(STUDY.RUN_ID.eq(study.id().value())).execute();
    if (rows != 1) {
      throw new IllegalStateException("no study " + study.id());
    }
  }

  private static void put(StudyRecord row, StudyPlan plan) {
    row.setTrials(plan.trials());
    row.setParallelism(plan.parallelism());
    row.setPaused(plan.paused());
    row.setStopping(plan.stopping());
    row.setEnqueued(JsonColumns.write(plan.enqueued()));
    row.setPrunedNumbers(plan.pruned().toArray(Integer[]::new));
    row.setPlanRevision(plan.revision());
  }

  private static void put(StudyRecord row, StudyProgress progress) {
    Instant told = progress.toldAt();
    row.setBegunTrials(progress.begun());
    row.setBegunByHand(progress.begunByHand());
    row.setCompletedTrials(progress.completed());
    row.setPrunedTrials(progress.pruned());
    row.setFailedTrials(progress.failed());
    row.setCancelledTrials(progress.cancelled());
    row.setBest(
        JsonColumns.write(
            progress.best().stream()
                .map(best -> new StoredBest(best.number(), best.run().value(), best.values()))
                .toList()));
    row.setImprovements(
        JsonColumns.write(
            progress.improvements().stream()
                .map(one -> List.of((double) one.number(), one.value()))
                .toList()));
    row.setTrouble(progress.trouble());
    row.setToldRevision(progress.toldRevision());
    row.setToldAt(told == null ? null : told.atOffset(ZoneOffset.UTC));
  }

  private static Study study(StudyRecord row) {
    Long budget = row.getTimeBudgetSeconds();
    return new Study(
        new RunId(row.getRunId()),
        JsonColumns.read(row.getDefinition(), StoredDefinition.class).toDefinition(),
        budget == null ? null : Duration.ofSeconds(budget),
        Arrays.stream(row.getStartFrom()).map(RunId::new).toList(),
        new StudyPlan(
            row.getTrials(),
            row.getParallelism(),
            row.getPaused(),
            row.getStopping(),
            JsonColumns.read(row.getEnqueued(), CONFIGURATIONS),
            Arrays.asList(row.getPrunedNumbers()),
            row.getPlanRevision()),
        new StudyProgress(
            row.getBegunTrials(),
            row.getBegunByHand(),
            row.getCompletedTrials(),
            row.getPrunedTrials(),
            row.getFailedTrials(),
            row.getCancelledTrials(),
            JsonColumns.read(row.getBest(), BEST).stream()
                .map(best -> new BestTrial(best.number(), new RunId(best.runId()), best.values()))
                .toList(),
            JsonColumns.read(row.getImprovements(), IMPROVEMENTS).stream()
                .map(one -> new Improvement(one.get(0).intValue(), one.get(1)))
                .toList(),
            row.getTrouble(),
            row.getToldRevision(),
            instant(row.getToldAt())),
        row.getRevision());
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
