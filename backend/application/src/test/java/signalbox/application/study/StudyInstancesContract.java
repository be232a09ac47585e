package signalbox.application.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** What every store of sets of instances must do. */
public abstract class StudyInstancesContract {
  private ProjectId project;
  private DatasetId first;
  private DatasetId second;
  private DatasetId third;

  protected abstract StudyInstances instances();

  protected abstract RunRepository runs();

  protected abstract StudyRepository studies();

  protected abstract Records records();

  protected abstract Transactions transactions();

  /** Somebody has deleted it. */
  protected abstract void delete(DatasetId dataset);

  @BeforeEach
  final void prepare() {
    project = records().project();
    first = records().dataset(project);
    second = records().dataset(project);
    third = records().dataset(project);
  }

  /** A study that is stored, without a set. */
  protected final RunId study() {
    Run run = TestRuns.setStudy(project, List.of(first, second), records().user(), "tune");
    transactions()
        .inTransaction(() -> {
          runs().insert(run);
          studies().insert(TestStudies.study(run.id()));
        });
    return run.id();
  }

  @Test
  void givesASetBackInItsOrder() {
    RunId study = study();
    assertThat(
            transactions()
                .inTransaction(() -> instances().insert(study, List.of(third, first, second))))
        .isEmpty();
    assertThat(instances().list(study))
        .extracting(StudyInstance::dataset)
        .containsExactly(third, first, second);
    assertThat(instances().list(study).getFirst())
        .isEqualTo(new StudyInstance(third, "titanic.csv", 1, DatasetFormat.CSV, null));
    assertThat(instances().list(study())).isEmpty();
  }

  @Test
  void storesNothingOfASetOfWhichSomethingIsGone() {
    RunId study = study();
    delete(second);
    assertThat(
            transactions()
                .inTransaction(() -> instances().insert(study, List.of(first, second, third))))
        .containsExactly(second);
    assertThat(instances().list(study)).isEmpty();
  }

  @Test
  void oneInstanceMayBeInManySets() {
    RunId one = study();
    RunId other = study();
    transactions()
        .inTransaction(() -> {
          instances().insert(one, List.of(first, second));
          instances().insert(other, List.of(second, third));
        });
    assertThat(instances().list(one))
        .extracting(StudyInstance::dataset)
        .containsExactly(first, second);
    assertThat(instances().list(other))
        .extracting(StudyInstance::dataset)
        .containsExactly(second, third);
  }
}
