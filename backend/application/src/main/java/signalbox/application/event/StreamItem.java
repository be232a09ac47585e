package signalbox.application.event;

import java.util.List;
import signalbox.application.log.LogSummary;
import signalbox.application.log.ReadLine;
import signalbox.application.notification.NotificationView;
import signalbox.application.run.RunView;
import signalbox.application.service.ServiceView;
import signalbox.application.study.StudyView;
import signalbox.application.study.TrialRow;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunId;

/** Something new on a topic. */
public sealed interface StreamItem {
  /** The newest state of a run; states between may have been skipped. */
  record RunChanged(RunView run) implements StreamItem {}

  /** Runs of a project that were deleted; the trials of a study among them are gone with it. */
  record RunsDeleted(List<RunId> runs) implements StreamItem {
    public RunsDeleted {
      runs = List.copyOf(runs);
    }
  }

  /** A line of a run's timeline. */
  record EventHappened(RunEvent event) implements StreamItem {}

  /** A new artifact, or a new one of its name. */
  record ArtifactStored(Artifact artifact) implements StreamItem {}

  /** The newest state of an instance of an ML service. */
  record ServiceChanged(ServiceView service) implements StreamItem {}

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

  /** Log lines of one attempt, in the order of storing. */
  record LogLines(int attempt, List<ReadLine> lines) implements StreamItem {
    public LogLines {
      lines = List.copyOf(lines);
    }
  }

  /** What there is of a log has changed otherwise than by new lines. */
  record LogSummarised(LogSummary summary) implements StreamItem {}

  /** The newest state of a study; states between may have been skipped. */
  record StudyChanged(StudyView study) implements StreamItem {}

  /**
   * Trials of a study that have changed, in the order of their revisions.
   *
   * @param parameters the searched ones, in their order
   * @param revision up to which everything is there
   */
  record TrialsChanged(List<String> parameters, List<TrialRow> rows, long revision)
      implements StreamItem {
    public TrialsChanged {
      parameters = List.copyOf(parameters);
      rows = List.copyOf(rows);
    }
  }

  /** Trials of a study that were deleted. */
  record TrialsDeleted(List<Integer> numbers) implements StreamItem {
    public TrialsDeleted {
      numbers = List.copyOf(numbers);
    }
  }

  /**
   * A notification that is new or was read.
   *
   * @param unread how many are unread now
   */
  record NotificationChanged(NotificationView notification, long unread) implements StreamItem {}
}
