package signalbox.application.event;

import java.util.List;
import signalbox.application.run.RunView;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.run.RunEvent;
import signalbox.domain.service.ServiceInstance;

/** The whole state of a topic at one cursor. */
public sealed interface StreamState {
  /** Nothing: what was before is read elsewhere. */
  record Nothing() implements StreamState {}

  /** One run with its timeline and its artifacts. */
  record WholeRun(RunView run, List<RunEvent> events, List<Artifact> artifacts)
      implements StreamState {
    public WholeRun {
      events = List.copyOf(events);
      artifacts = List.copyOf(artifacts);
    }
  }

  /** All instances of ML services. */
  record AllServices(List<ServiceInstance> services) implements StreamState {
    public AllServices {
      services = List.copyOf(services);
    }
  }
}
