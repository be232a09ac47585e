package signalbox.infrastructure.postgres.study;

import static org.assertj.core.api.Assertions.assertThat;
import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.RUN;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import signalbox.application.dataset.DatasetCatalogue;
import signalbox.application.dataset.DatasetLineage;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.Transactions;
import signalbox.application.study.StudyInstances;
import signalbox.application.study.StudyInstancesContract;
import signalbox.application.study.StudyRepository;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.dataset.PostgresDatasetCatalogue;
import signalbox.infrastructure.postgres.dataset.PostgresDatasetTraces;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresStudyInstancesIT extends StudyInstancesContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected StudyInstances instances() {
    return new PostgresStudyInstances(DATABASE);
  }

  @Override
  protected RunRepository runs() {
    return new PostgresRunRepository(DATABASE);
  }

  @Override
  protected StudyRepository studies() {
    return new PostgresStudyRepository(DATABASE);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(DATABASE);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(DATABASE);
  }

  @Override
  protected void delete(DatasetId dataset) {
    DATABASE.sql().deleteFrom(DATASET).where(DATASET.ID.eq(dataset.value())).execute();
  }

  @Test
  void whatIsInASetIsInUseUntilTheStudyIsGone() {
    DatasetCatalogue catalogue = new PostgresDatasetCatalogue(DATABASE);
    ProjectId project = records().project();
    List<DatasetId> set = List.of(records().dataset(project), records().dataset(project));
    RunId study = study();
    transactions().inTransaction(() -> instances().insert(study, set));
    for (DatasetId instance : set) {
      DatasetLineage lineage = new PostgresDatasetTraces(DATABASE).trace(instance, 10);
      assertThat(lineage.studies().total()).isEqualTo(1);
      assertThat(lineage.studies().items())
          .singleElement()
          .satisfies(use -> assertThat(use.run()).isEqualTo(study));
      assertThat(lineage.solves().total()).isZero();
      assertThat(catalogue.findView(instance).orElseThrow().runs()).isEqualTo(1);
      assertThat(catalogue.delete(instance)).isFalse();
    }
    DATABASE.sql().deleteFrom(RUN).where(RUN.ID.eq(study.value())).execute();
    assertThat(instances().list(study)).isEmpty();
    assertThat(catalogue.delete(set.getFirst())).isTrue();
  }
}
