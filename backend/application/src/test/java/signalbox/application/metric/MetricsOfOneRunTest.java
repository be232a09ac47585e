package signalbox.application.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.event.MetricsReported;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.TestProject;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Who may read the series of a run, and their keys. */
final class MetricsOfOneRunTest {
  private final TestProject project = new TestProject();
  private final InMemoryMetricRepository metrics = new InMemoryMetricRepository();
  private final InMemoryMetricRuns runs = new InMemoryMetricRuns(project);
  private final VisibleRuns visible = new VisibleRuns(runs, new AccessPolicy(project));
  private final GetMetricsHandler series = new GetMetricsHandler(visible, metrics);
  private final ListMetricKeysHandler keys = new ListMetricKeysHandler(visible, metrics);
  private final Principal administrator = new Principal(new UserId(UUID.randomUUID()), true);

  private RunId run(ProjectId of) {
    RunId run = new RunId(UUID.randomUUID());
    runs.put(new MetricRuns.Named(run, of, "a", false));
    MetricsReported.Point point =
        new MetricsReported.Point("loss", "loss", 1, Instant.parse("2026-03-01T12:00:00Z"), 0.5);
    metrics.append(List.of(new MetricsReported(run, 1, 1, List.of(point))));
    return run;
  }

  private List<MetricSeries> series(Principal caller, RunId run) {
    return series.handle(
        caller, new GetMetrics(new MetricQuery(run, Set.of(), null, null, null, 100)));
  }

  private MetricKeys keys(Principal caller, RunId run) {
    return keys.handle(caller, new ListMetricKeys(run, null, null, 10));
  }

  @Test
  void areReadByMembersOfTheProjectAndByAdministrators() {
    RunId run = run(project.id);
    for (Principal caller : List.of(project.viewer, project.editor, administrator)) {
      assertThat(series(caller, run)).extracting(MetricSeries::key).containsExactly("loss");
      assertThat(keys(caller, run).items()).extracting(SeriesTotals::key).containsExactly("loss");
    }
  }

  @Test
  void areNotFoundByStrangersNorInRunsThatAreNotThere() {
    RunId run = run(project.id);
    RunId elsewhere = run(new ProjectId(UUID.randomUUID()));
    refused(project.stranger, run);
    refused(project.viewer, elsewhere);
    refused(administrator, new RunId(UUID.randomUUID()));
  }

  private void refused(Principal caller, RunId run) {
    assertThatThrownBy(() -> series(caller, run))
        .isInstanceOf(SignalboxException.class)
        .hasMessageContaining("run.not_found");
    assertThatThrownBy(() -> keys(caller, run))
        .isInstanceOf(SignalboxException.class)
        .hasMessageContaining("run.not_found");
  }
}
