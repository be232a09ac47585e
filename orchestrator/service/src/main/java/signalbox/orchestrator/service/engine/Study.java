package signalbox.orchestrator.service.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.events.v1.StartRun;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.Story;
import signalbox.orchestrator.core.StudyOrder;
import signalbox.orchestrator.core.StudyState;
import signalbox.orchestrator.v1.StoredRun;

/** What the conductor keeps of one study beside its state. Touched by the engine's thread alone. */
final class Study extends Kept {
  StudyState state;

  /** What is true of each of its trials. */
  final RunOrder order;

  /** The runs of its trials, by number. */
  final List<Run> trials = new ArrayList<>();

  /** What happened to its trials, and what the tuning service has heard of it. */
  Story story = new Story();

  @Nullable Conversation conversation;

  /** The last place in the order of what happened to its trials. */
  long places;

  /** When it is to be looked at again; absent: when something happens. */
  @Nullable Instant dueAt;

  final StudyProgress progress = new StudyProgress();
  private @Nullable StartRun command;

  Study(int partition, StudyState state, RunOrder order) {
    super(partition, state.studyId());
    this.state = state;
    this.order = order;
  }

  @Override
  String id() {
    return state.studyId();
  }

  @Override
  StoredRun stored(Instant now) {
    return StoredStudies.write(this, now);
  }

  /** The command that it began with; only while it lives. */
  StartRun command() {
    StartRun known = command;
    if (known == null) {
      try {
        known = StartRun.parseFrom(startRun);
        command = known;
      } catch (InvalidProtocolBufferException broken) {
        throw new IllegalStateException("The command of study " + id(), broken);
      }
    }
    return known;
  }

  /** The metric whose values its trials report for pruning; empty when none, or it has ended. */
  String reportedMetric() {
    return startRun.isEmpty() ? "" : command().getStudy().getReportedMetric();
  }

  /** What was ordered. */
  StudyOrder ordered() {
    StudyOrder known = state.order();
    if (known == null) {
      throw new IllegalStateException("The study " + id() + " has no order any more");
    }
    return known;
  }

  /** It has ended: what only a living study needs is let go. */
  void over() {
    startRun = ByteString.EMPTY;
    command = null;
    trials.clear();
    story = new Story();
    Conversation talk = conversation;
    if (talk != null) {
      talk.close();
      conversation = null;
    }
  }
}
