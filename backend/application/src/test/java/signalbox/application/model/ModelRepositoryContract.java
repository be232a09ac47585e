package signalbox.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.Transactions;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** What every store of models must do. */
public abstract class ModelRepositoryContract {
  protected abstract ModelRepository models();

  protected abstract RunRepository runs();

  protected abstract Records records();

  protected abstract Transactions transactions();

  private RunId run(ProjectId project) {
    Run run = TestRuns.training(project, records().dataset(project), records().user(), "titanic");
    transactions().inTransaction(() -> runs().insert(run));
    return run.id();
  }

  @Test
  void givesBackModelsAndVersions() {
    ModelRepository models = models();
    ProjectId project = records().project();
    RunId run = run(project);
    Model model = TestRuns.model(project, "titanic", run);
    transactions().inTransaction(() -> models.insert(model));
    assertThat(models.find(model.id())).contains(model);
    assertThat(models.findVersion(model.id(), 1)).contains(model.latestVersion());
    assertThat(models.findVersion(model.id(), 2)).isEmpty();
    assertThat(models.findByRun(run)).contains(model.latestVersion());
    transactions()
        .inTransaction(() -> {
          assertThat(models.findAndLock(project, "titanic")).contains(model);
          assertThat(models.findAndLock(project, "Titanic")).isEmpty();
        });
  }

  @Test
  void theNewestVersionIsTheLatest() {
    ModelRepository models = models();
    ProjectId project = records().project();
    Model model = TestRuns.model(project, "titanic", run(project));
    ModelVersion second = TestRuns.version(model.id(), 2, run(project));
    ModelVersion third = TestRuns.version(model.id(), 3, run(project));
    transactions()
        .inTransaction(() -> {
          models.insert(model);
          models.insertVersion(second);
          models.insertVersion(third);
        });
    assertThat(models.find(model.id()).orElseThrow().latestVersion()).isEqualTo(third);
    Page<ModelVersion> page = models.listVersions(model.id(), new PageRequest(2, null));
    assertThat(page.items()).containsExactly(third, second);
    assertThat(page.total()).isEqualTo(3);
    assertThat(models.listVersions(model.id(), new PageRequest(2, page.nextCursor())).items())
        .containsExactly(model.latestVersion());
  }

  @Test
  void listsTheModelsOfAProjectNewestFirst() {
    ModelRepository models = models();
    ProjectId project = records().project();
    Model first = TestRuns.model(project, "a", run(project));
    Model second = TestRuns.model(project, "b", run(project));
    ProjectId elsewhere = records().project();
    Model other = TestRuns.model(elsewhere, "a", run(elsewhere));
    transactions()
        .inTransaction(() -> {
          models.insert(first);
          models.insert(second);
          models.insert(other);
        });
    Page<Model> page = models.list(project, new PageRequest(1, null));
    assertThat(page.items()).containsExactly(second);
    assertThat(page.total()).isEqualTo(2);
    Page<Model> rest = models.list(project, new PageRequest(1, page.nextCursor()));
    assertThat(rest.items()).containsExactly(first);
    assertThat(rest.nextCursor()).isNull();
  }
}
