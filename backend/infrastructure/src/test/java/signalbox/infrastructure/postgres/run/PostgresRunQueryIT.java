package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.metric.SeriesTotals;
import signalbox.application.run.RunLogs;
import signalbox.application.run.RunMetrics;
import signalbox.application.run.RunQueryContract;
import signalbox.application.run.RunSearch;
import signalbox.application.run.RunWorld;
import signalbox.application.run.TestRuns;
import signalbox.application.study.TestStudies;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelVersionRef;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.infrastructure.postgres.model.PostgresModelRepository;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.study.PostgresStudyRepository;
import signalbox.infrastructure.postgres.study.PostgresTrialRepository;

final class PostgresRunQueryIT extends RunQueryContract {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onPostgres();

  @Override
  protected RunWorld world() {
    return new PostgresRunWorld(DATABASE.get());
  }

  private record PostgresRunWorld(PostgresDatabase database) implements RunWorld {
    @Override
    public ProjectId project() {
      return new PostgresRecords(database).project();
    }

    @Override
    public UserId user(String name, String email) {
      UserId id = new PostgresRecords(database).user();
      database
          .sql()
          .update(USER_ACCOUNT)
          .set(USER_ACCOUNT.NAME, name)
          .set(USER_ACCOUNT.EMAIL, email)
          .where(USER_ACCOUNT.ID.eq(id.value()))
          .execute();
      return id;
    }

    @Override
    public DatasetId dataset(ProjectId project, String name) {
      DatasetId id = new PostgresRecords(database).dataset(project);
      database
          .sql()
          .update(DATASET)
          .set(DATASET.NAME, name)
          .where(DATASET.ID.eq(id.value()))
          .execute();
      return id;
    }

    @Override
    public ModelVersionRef model(ProjectId project, DatasetId dataset, UserId user, String name) {
      Run run = TestRuns.training(project, dataset, user, name).archived(TestRuns.NOW);
      insert(run);
      Model model = TestRuns.model(project, name, run.id());
      new PostgresModelRepository(database).insert(model);
      return new ModelVersionRef(model.id(), 1);
    }

    @Override
    public void insert(Run run) {
      new PostgresRunRepository(database).insert(run);
      switch (run.spec()) {
        case RunSpec.Work _ -> {}
        case RunSpec.Study _ ->
            new PostgresStudyRepository(database).insert(TestStudies.study(run.id()));
        case RunSpec.Trial trial ->
            new PostgresTrialRepository(database)
                .insertAll(
                    List.of(
                        TestStudies.trial(
                            trial.study(), trial.number(), run.id(), trial.number() + 1L)));
      }
    }

    @Override
    public void keep(SeriesTotals totals) {
      postgresMetrics().keep(List.of(totals));
    }

    @Override
    public void keep(Map<RunId, RunLogs.Counts> counts) {
      new PostgresRunLogCounts(database).keep(counts);
    }

    @Override
    public RunSearch search() {
      return new PostgresRunSearch(database);
    }

    @Override
    public RunMetrics metrics() {
      return postgresMetrics();
    }

    private PostgresRunMetrics postgresMetrics() {
      return new PostgresRunMetrics(database, new PostgresTransactions(database));
    }
  }
}
