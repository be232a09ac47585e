package signalbox.orchestrator.service.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.orchestrator.core.Dispatcher;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.StudyOrder;
import signalbox.orchestrator.core.StudyPhase;
import signalbox.orchestrator.core.StudyTally;
import signalbox.orchestrator.core.TrialResult;
import signalbox.orchestrator.core.TrialStop;
import signalbox.orchestrator.service.kafka.StudyReader;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Takes over what another orchestrator has left of a partition: runs, and studies with their
 * stories, each with what it said last. Touched by the engine's thread alone.
 */
final class Recovery {
  /** Statuses of changes within this time before the last one are said again after a crash. */
  static final Duration SAID_AGAIN = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final KnownRuns runs;
  private final Conductor conductor;
  private final Dispatcher dispatcher;
  private final Journal journal;
  private final BiConsumer<Run, RunEvent> steer;
  private final Clock clock;

  /**
   * @param steer applies an event to a run
   */
  Recovery(
      KnownRuns runs,
      Conductor conductor,
      Dispatcher dispatcher,
      Journal journal,
      BiConsumer<Run, RunEvent> steer,
      Clock clock) {
    this.runs = runs;
    this.conductor = conductor;
    this.dispatcher = dispatcher;
    this.journal = journal;
    this.steer = steer;
    this.clock = clock;
  }

  /** Everything that lies in the partition is this process's from now on. */
  void take(int partition, Collection<StoredRun> stored) {
    Instant newest =
        stored.stream()
            .map(record -> Times.instant(record.getChangedAt()))
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    Map<String, Study> studies = new LinkedHashMap<>();
    for (StoredRun record : stored) {
      if (record.hasStudy()) {
        Study study = study(partition, record);
        studies.put(study.id(), study);
      }
    }
    List<Run> found = new ArrayList<>();
    int alive = 0;
    for (StoredRun record : stored) {
      if (!record.hasStudy()) {
        Run run = run(partition, record, studies);
        found.add(run);
        alive += run.state.phase().terminal() ? 0 : 1;
      }
    }
    studies.values().forEach(Recovery::rebuild);
    conductor.recover(studies.values());
    for (StoredRun record : stored) {
      Study study = studies.get(record.getRunId());
      Run run = study == null ? runs.get(record.getRunId()) : null;
      boolean late = Times.instant(record.getChangedAt()).plus(SAID_AGAIN).isAfter(newest);
      if (study != null && (late || !study.state.phase().terminal())) {
        journal.repeat(study);
      } else if (run != null && (late || !run.state.phase().terminal())) {
        journal.repeat(run);
      }
    }
    found.forEach(run -> steer.accept(run, new RunEvent.Recovered()));
    LOG.info(
        "Took over partition {} with {} runs, {} of them alive, and {} studies",
        partition,
        found.size(),
        alive,
        studies.size());
  }

  private Run run(int partition, StoredRun record, Map<String, Study> studies) {
    String studyId = record.getTrial().getStudyId();
    Run run =
        new Run(
            partition, studyId.isEmpty() ? record.getRunId() : studyId, StoredRuns.read(record));
    restore(run, record);
    Study study = studies.get(studyId);
    if (study != null) {
      run.trial = StoredStudies.readTrial(record, study.reportedMetric());
      study.trials.add(run);
    }
    runs.put(run);
    dispatcher.update(run.state, clock.instant());
    return run;
  }

  private static Study study(int partition, StoredRun record) {
    boolean terminal = StudyPhase.valueOf(record.getPhase()).terminal();
    StudyOrder order = terminal ? null : StudyReader.order(command(record));
    Study study =
        new Study(
            partition, StoredStudies.read(record, order), StoredRuns.order(record.getOrder()));
    restore(study, record);
    return study;
  }

  private static void restore(Kept kept, StoredRun record) {
    kept.startRun = record.getStartRun();
    kept.traceparent = record.getTraceparent();
    kept.statuses = statuses(record);
  }

  /** What its trials say, and their story. */
  private static void rebuild(Study study) {
    StudyOrder order = study.state.order();
    if (order == null) {
      return;
    }
    study.trials.sort(Comparator.comparingInt(run -> trial(run).number()));
    Set<Long> beginnings = new HashSet<>();
    StudyTally tally = StudyTally.NOTHING;
    Map<Integer, TrialStop> running = new TreeMap<>();
    Map<Long, Trial> happened = new TreeMap<>();
    for (Run run : study.trials) {
      Trial trial = trial(run);
      if (trial.number() != tally.begun()) {
        throw new IllegalStateException(
            "The changelog of study " + study.id() + " has no trial " + tally.begun());
      }
      tally = tally.withBegun(trial.proposed);
      beginnings.add(trial.begunOrder);
      happened.put(trial.begunOrder, trial);
      TrialResult result = trial.result;
      if (result == null) {
        running.put(trial.number(), trial.stop);
      } else {
        tally = tally.withEnded(result, order);
        happened.put(trial.endedOrder, trial);
      }
    }
    happened.forEach((place, trial) -> {
      if (beginnings.contains(place)) {
        study.story.begun(trial);
      } else {
        study.story.ended(trial);
      }
      study.places = place;
    });
    study.state = study.state.restored(tally, running);
  }

  private static Trial trial(Run run) {
    Trial trial = run.trial;
    if (trial == null) {
      throw new IllegalStateException("Run " + run.id() + " is no trial");
    }
    return trial;
  }

  private static StartRun command(StoredRun record) {
    try {
      return StartRun.parseFrom(record.getStartRun());
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("The command of study " + record.getRunId(), broken);
    }
  }

  private static List<Status> statuses(StoredRun record) {
    List<Status> statuses = new ArrayList<>();
    for (ByteString bytes : record.getLastStatusesList()) {
      try {
        statuses.add(Status.parseFrom(bytes));
      } catch (InvalidProtocolBufferException broken) {
        throw new IllegalStateException("The changelog of run " + record.getRunId(), broken);
      }
    }
    return statuses;
  }
}
