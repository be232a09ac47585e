package signalbox.application.study;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.run.RunSignals;
import signalbox.application.shared.Transactions;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunState;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyProgress;
import signalbox.domain.study.StudyReport;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialState;

/**
 * Ends trials whose study has ended without them: an orchestrator that has lost its memory knows
 * neither, and the command of a trial is never published again.
 */
public final class EndLeftTrials implements Runnable {
  /** The pause between two looks. */
  public static final Duration BETWEEN = Duration.ofSeconds(10);

  /** So long after the end of a study its trials are left alone: their ends may be on their way. */
  static final Duration ON_THEIR_WAY = Duration.ofSeconds(60);

  static final String CODE = "study.ended";
  static final String MESSAGE = "The study has ended without this trial.";
  private static final int AT_ONCE = 200;

  private final RecordStudies.Ports ports;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final InstantSource clock;
  private final LongAdder endedTrials = new LongAdder();

  public EndLeftTrials(
      RecordStudies.Ports ports,
      Transactions transactions,
      ChangeSignal signal,
      InstantSource clock) {
    this.ports = ports;
    this.transactions = transactions;
    this.signal = signal;
    this.clock = clock;
  }

  /** How many trials were ended since the start. */
  public long endedTrials() {
    return endedTrials.sum();
  }

  @Override
  public void run() {
    Instant now = clock.instant();
    List<Trial> left = ports.trials().left(now.minus(ON_THEIR_WAY), AT_ONCE);
    if (!left.isEmpty()) {
      transactions.inTransaction(() -> end(left, now));
    }
  }

  private void end(List<Trial> left, Instant now) {
    Map<RunId, List<Integer>> byStudy = new TreeMap<>(Comparator.comparing(RunId::toString));
    for (Trial trial : left) {
      byStudy.computeIfAbsent(trial.study(), _ -> new ArrayList<>()).add(trial.number());
    }
    Map<RunId, Run> runs = new LinkedHashMap<>();
    ports
        .runs()
        .lock(left.stream().map(Trial::run).toList())
        .forEach(run -> runs.put(run.id(), run));
    Map<RunId, Study> studies = new HashMap<>();
    ports.studies().lock(byStudy.keySet()).forEach(study -> studies.put(study.id(), study));
    byStudy.forEach((id, numbers) -> {
      Study study = studies.get(id);
      if (study != null) {
        // Another backend may have been here first.
        List<Trial> still =
            ports.trials().find(id, numbers).stream()
                .filter(trial -> !trial.state().ended())
                .sorted(Comparator.comparingInt(Trial::number))
                .toList();
        end(study, still, now);
        still.forEach(trial -> fail(runs.get(trial.run()), now));
      }
    });
  }

  private void end(Study study, List<Trial> trials, Instant now) {
    if (trials.isEmpty()) {
      return;
    }
    StudyProgress progress = study.progress();
    long revision = study.revision();
    List<Trial> ended = new ArrayList<>();
    List<StudyEvent> happened = new ArrayList<>();
    for (Trial trial : trials) {
      revision++;
      Trial one =
          trial.ended(
              now,
              new StudyReport.TrialEnded(
                  trial.number(),
                  trial.run(),
                  TrialState.FAILED,
                  List.of(),
                  List.of(),
                  trial.lastStep(),
                  MESSAGE),
              revision);
      ended.add(one);
      progress = progress.ended(one, study.definition().objectives());
      StudyLines.ended(study, progress, one).ifPresent(happened::add);
    }
    ports.trials().updateAll(ended);
    ports.studies().updateProgress(study.with(progress, revision));
    ports.events().append(happened);
    endedTrials.add(ended.size());
    transactions.afterCommit(() -> signal.changed(new Topic.OneStudy(study.id())));
  }

  private void fail(@Nullable Run run, Instant now) {
    if (run == null || run.status().terminal()) {
      return;
    }
    Failure failure = new Failure(Failure.Kind.INFRASTRUCTURE, CODE, MESSAGE, null, null, null);
    RunReport report =
        new RunReport(
            run.attempt(), run.state().statusSequence() + 1, now, new RunReport.Failed(failure));
    if (run.state().after(report) instanceof RunState.Taken.Changed(RunState next, boolean _)) {
      Run failed = ports.runs().revised(run.with(next));
      ports.runs().update(failed);
      ports
          .runs()
          .append(
              List.of(
                  new RunEvent(
                      run.id(),
                      failed.revision(),
                      0,
                      now,
                      run.attempt(),
                      RunEventType.FAILED,
                      Map.of("code", CODE, "message", MESSAGE))));
      transactions.afterCommit(() -> RunSignals.changed(signal, failed));
    }
  }
}
