package signalbox.application.event;

import java.util.List;
import signalbox.application.log.LogSummary;
import signalbox.application.run.RunView;
import signalbox.application.service.ServiceView;
import signalbox.application.study.StudyView;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.run.RunEvent;

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

  /** What there is of a log. */
  record LogState(LogSummary summary) implements StreamState {}

  /** All instances of ML services. */
  record AllServices(List<ServiceView> services) implements StreamState {
    public AllServices {
      services = List.copyOf(services);
    }
  }

  /** A study; its trials are read elsewhere. */
  record StudyState(StudyView study) implements StreamState {}

  /** How many notifications are unread. */
  record Unread(long unread) implements StreamState {}
}
