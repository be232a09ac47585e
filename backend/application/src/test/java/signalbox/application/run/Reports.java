package signalbox.application.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.run.Failure;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;

/** Words of an orchestrator for tests. */
final class Reports {
  private Reports() {}

  static RunReported of(RunId run, int attempt, long sequence, RunReport.Content content) {
    return new RunReported(
        run,
        new RunReport(attempt, sequence, TestRuns.NOW.plusSeconds(sequence), content),
        1,
        sequence);
  }

  static RunReported failed(RunId run, int attempt, long sequence) {
    return of(
        run,
        attempt,
        sequence,
        new RunReport.Failed(
            new Failure(Failure.Kind.PROGRAM, "program.error", "It broke.", null, null, null)));
  }

  static RunReported succeeded(
      RunId run, int attempt, long sequence, RunReport.@Nullable StoredModel model) {
    return of(
        run, attempt, sequence, new RunReport.Succeeded(Map.of("roc_auc", 0.9), model, false));
  }

  static RunReported artifact(RunId run, int attempt, long sequence, String name) {
    return of(
        run,
        attempt,
        sequence,
        new RunReport.ArtifactStored(
            name,
            "runs/" + run + "/" + attempt + "/" + name,
            "application/zip",
            10,
            "ab" + attempt,
            ArtifactRole.MODEL));
  }
}
