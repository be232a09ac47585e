package signalbox.infrastructure.postgres.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.STUDY;
import static signalbox.schema.metadata.Tables.TRIAL;

import java.util.List;
import java.util.Locale;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.run.TestRuns;
import signalbox.application.study.TestStudies;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunKind;
import signalbox.domain.study.TrialState;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

/** What the migrated schema promises of studies and trials. */
final class StudySchemaIT {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  private static Run stored() {
    PostgresRecords records = new PostgresRecords(DATABASE);
    ProjectId project = records.project();
    Run study = TestRuns.study(project, records.dataset(project), records.user(), "search");
    Run trial = TestRuns.trial(study, 0);
    new PostgresRunRepository(DATABASE).insertAll(List.of(study, trial));
    new PostgresStudyRepository(DATABASE).insert(TestStudies.study(study.id()));
    new PostgresTrialRepository(DATABASE)
        .insertAll(List.of(TestStudies.trial(study.id(), 0, trial.id(), 1)));
    return study;
  }

  @ParameterizedTest
  @EnumSource(RunKind.class)
  void knowsEveryKindOfRun(RunKind kind) {
    Run study = stored();
    String word = kind.name().toLowerCase(Locale.ROOT);
    assertThat(setKind(study, word)).isEqualTo(1);
  }

  @Test
  void knowsNoOtherKind() {
    Run study = stored();
    assertThatThrownBy(() -> setKind(study, "dream"))
        .isInstanceOf(IntegrityConstraintViolationException.class);
  }

  private static int setKind(Run run, String kind) {
    return DATABASE
        .sql()
        .update(RUN)
        .set(RUN.KIND, kind)
        .where(RUN.ID.eq(run.id().value()))
        .execute();
  }

  @ParameterizedTest
  @EnumSource(TrialState.class)
  void knowsEveryStateOfATrial(TrialState state) {
    Run study = stored();
    assertThat(setState(study, state.name().toLowerCase(Locale.ROOT))).isEqualTo(1);
  }

  @Test
  void knowsNoOtherState() {
    Run study = stored();
    assertThatThrownBy(() -> setState(study, "dreaming"))
        .isInstanceOf(IntegrityConstraintViolationException.class);
  }

  private static int setState(Run study, String state) {
    return DATABASE
        .sql()
        .update(TRIAL)
        .set(TRIAL.STATE, state)
        .where(TRIAL.STUDY_ID.eq(study.id().value()))
        .execute();
  }

  @Test
  void aStudyGoesWithItsRunAndATrialWithItsStudy() {
    Run study = stored();
    DATABASE.sql().deleteFrom(RUN).where(RUN.ID.eq(study.id().value())).execute();
    assertThat(DATABASE.sql().fetchCount(STUDY, STUDY.RUN_ID.eq(study.id().value()))).isZero();
    assertThat(DATABASE.sql().fetchCount(TRIAL, TRIAL.STUDY_ID.eq(study.id().value()))).isZero();
  }

  @Test
  void aNumberIsGivenOnce() {
    Run study = stored();
    Run second = TestRuns.trial(study, 0);
    new PostgresRunRepository(DATABASE).insertAll(List.of(second));
    assertThatThrownBy(() ->
            new PostgresTrialRepository(DATABASE)
                .insertAll(List.of(TestStudies.trial(study.id(), 0, second.id(), 2))))
        .hasStackTraceContaining("trial_pkey");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run_listed", "run_name_start"})
  void theIndexesOfListsHoldNoTrials(String index) {
    List<String> definitions =
        DATABASE
            .sql()
            .fetch(
                "select indexdef from pg_indexes where schemaname = 'metadata' and indexname = {0}",
                DSL.val(index))
            .into(String.class);
    assertThat(definitions).singleElement().asString().contains("kind <> 'trial'");
  }
}
