package signalbox.application.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.Transactions;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** What every store of artifacts must do. */
public abstract class ArtifactRepositoryContract {
  protected abstract ArtifactRepository artifacts();

  protected abstract RunRepository runs();

  protected abstract Records records();

  protected abstract Transactions transactions();

  private RunId run() {
    ProjectId project = records().project();
    Run run = TestRuns.training(project, records().dataset(project), records().user(), "a");
    transactions().inTransaction(() -> runs().insert(run));
    return run.id();
  }

  private static Artifact artifact(RunId run, String name, int attempt, long revision) {
    return new Artifact(
        run,
        name,
        attempt,
        "runs/" + run + "/" + attempt + "/" + name,
        "application/json",
        12,
        "ab",
        ArtifactRole.EVALUATION,
        revision,
        TestRuns.NOW);
  }

  @Test
  void theNewestAttemptWins() {
    RunId run = run();
    ArtifactRepository artifacts = artifacts();
    Artifact second = artifact(run, "model.zip", 2, 5);
    transactions()
        .inTransaction(() -> {
          artifacts.put(artifact(run, "model.zip", 1, 3));
          artifacts.put(second);
          artifacts.put(artifact(run, "model.zip", 1, 6));
        });
    assertThat(artifacts.find(run, "model.zip")).contains(second);
    assertThat(artifacts.find(run, "model")).isEmpty();
  }

  @Test
  void listsByNameAndByChange() {
    RunId run = run();
    ArtifactRepository artifacts = artifacts();
    Artifact a = artifact(run, "a.json", 1, 9);
    Artifact b = artifact(run, "b.json", 1, 4);
    Artifact c = artifact(run, "c.json", 1, 7);
    transactions()
        .inTransaction(() -> {
          artifacts.put(c);
          artifacts.put(a);
          artifacts.put(b);
        });
    Page<Artifact> page = artifacts.list(run, new PageRequest(2, null));
    assertThat(page.items()).containsExactly(a, b);
    assertThat(page.total()).isEqualTo(3);
    assertThat(artifacts.list(run, new PageRequest(2, page.nextCursor())).items())
        .containsExactly(c);
    assertThat(artifacts.changedAfter(run, 4)).containsExactly(c, a);
  }
}
