package signalbox.application.event;

import java.util.List;
import signalbox.application.run.RunView;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.run.RunEvent;
import signalbox.domain.service.ServiceInstance;

/** Something new on a topic. */
public sealed interface StreamItem {
  /** The newest state of a run; states between may have been skipped. */
  record RunChanged(RunView run) implements StreamItem {}

  /** A line of a run's timeline. */
  record EventHappened(RunEvent event) implements StreamItem {}

  /** A new artifact, or a new one of its name. */
  record ArtifactStored(Artifact artifact) implements StreamItem {}

  /** The newest state of an instance of an ML service. */
  record ServiceChanged(ServiceInstance service) implements StreamItem {}

  /**
   * Points of one key, in order.
   *
   * @param role of the last point
   */
  record MetricColumns(int attempt, String key, String role, List<MetricsReported.Point> points)
      implements StreamItem {
    public MetricColumns {
      points = List.copyOf(points);
    }
  }
}
