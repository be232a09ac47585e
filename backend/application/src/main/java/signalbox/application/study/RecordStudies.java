package signalbox.application.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.StatusHandler;
import signalbox.application.event.Topic;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.Transactions;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyProgress;
import signalbox.domain.study.StudyReport;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialParameters;

/**
 * Records what the orchestrator says of studies, a batch in one transaction: trials that begin
 * become runs, and how they end moves the study on. A batch costs a few statements however many
 * trials it tells of, and none of them reads what it does not tell of. Repeats, contradictions and
 * words on what is not there are counted and change nothing.
 */
public final class RecordStudies implements StatusHandler<StudyReported> {
  private static final int LONGEST_NAME = 200;

  private final Ports ports;
  private final StudyWatcher watcher;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final StudyObserver observer;

  /** What is read and written. */
  public record Ports(
      StudyRepository studies,
      TrialRepository trials,
      StudyEventRepository events,
      RunRepository runs) {}

  public RecordStudies(
      Ports ports,
      StudyWatcher watcher,
      Transactions transactions,
      ChangeSignal signal,
      StudyObserver observer) {
    this.ports = ports;
    this.watcher = watcher;
    this.transactions = transactions;
    this.signal = signal;
    this.observer = observer;
  }

  @Override
  public void handle(List<StudyReported> messages) {
    Map<RunId, List<StudyReport>> byStudy = new LinkedHashMap<>();
    for (StudyReported message : messages) {
      byStudy.computeIfAbsent(message.study(), _ -> new ArrayList<>()).add(message.report());
    }
    transactions.inTransaction(() -> record(byStudy));
  }

  private void record(Map<RunId, List<StudyReport>> byStudy) {
    Map<RunId, Study> locked = new LinkedHashMap<>();
    ports.studies().lock(byStudy.keySet()).forEach(study -> locked.put(study.id(), study));
    Map<RunId, Run> asRuns = new HashMap<>();
    ports.runs().findAll(locked.keySet()).forEach(run -> asRuns.put(run.id(), run));
    List<Change> changes = new ArrayList<>();
    for (RunId id : byStudy.keySet()) {
      Run run = asRuns.get(id);
      Study study = locked.get(id);
      List<StudyReport> reports = byStudy.getOrDefault(id, List.of());
      if (run == null || study == null) {
        reports.forEach(_ -> unknown(id));
        continue;
      }
      Change change = new Change(run, study, known(id, reports));
      reports.forEach(change::take);
      if (change.changed) {
        changes.add(change);
      }
    }
    store(changes);
  }

  /** The trials that the reports tell of, as far as they are there. */
  private Map<Integer, Trial> known(RunId study, List<StudyReport> reports) {
    Set<Integer> numbers = new TreeSet<>();
    for (StudyReport report : reports) {
      switch (report.content()) {
        case StudyReport.TrialBegun begun -> numbers.add(begun.number());
        case StudyReport.TrialEnded ended -> numbers.add(ended.number());
        case StudyReport.StudyChanged _ -> {}
      }
    }
    Map<Integer, Trial> known = new HashMap<>();
    if (!numbers.isEmpty()) {
      ports.trials().find(study, numbers).forEach(trial -> known.put(trial.number(), trial));
    }
    return known;
  }

  private void store(List<Change> changes) {
    List<Run> runs = new ArrayList<>();
    List<RunEvent> events = new ArrayList<>();
    List<Trial> begun = new ArrayList<>();
    List<Trial> ended = new ArrayList<>();
    for (Change change : changes) {
      runs.addAll(change.runs);
      change.runs.forEach(run -> events.add(created(run)));
      begun.addAll(change.begun.values());
      ended.addAll(change.ended.values());
    }
    if (!begun.isEmpty()) {
      ports.runs().insertAll(runs);
      ports.runs().append(events);
      ports.trials().insertAll(begun);
    }
    if (!ended.isEmpty()) {
      ports.trials().updateAll(ended);
    }
    List<StudyWatcher.Improved> improved = new ArrayList<>();
    for (Change change : changes) {
      ports.studies().updateProgress(change.study.with(change.progress, change.revision));
      improved.addAll(change.improved);
      transactions.afterCommit(() -> signal.changed(new Topic.OneStudy(change.study.id())));
    }
    List<StudyEvent> happened =
        changes.stream().flatMap(change -> change.happened.stream()).toList();
    if (!happened.isEmpty()) {
      ports.events().append(happened);
    }
    if (!improved.isEmpty()) {
      watcher.improved(improved);
    }
  }

  private static RunEvent created(Run run) {
    Map<String, Object> detail = new LinkedHashMap<>();
    if (run.spec() instanceof RunSpec.Trial trial) {
      detail.put("study", trial.study().toString());
      detail.put("number", trial.number());
    }
    return new RunEvent(run.id(), 1, 0, run.createdAt(), 0, RunEventType.CREATED, detail);
  }

  private void unknown(RunId study) {
    transactions.afterCommit(() -> observer.unknown(study));
  }

  /** One study on its way through a batch. */
  private final class Change {
    private final Run run;
    private final Study study;
    private final Map<Integer, Trial> known;
    private final Map<Integer, Trial> begun = new LinkedHashMap<>();
    private final Map<Integer, Trial> ended = new LinkedHashMap<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<StudyEvent> happened = new ArrayList<>();
    private final List<StudyWatcher.Improved> improved = new ArrayList<>();
    private StudyProgress progress;
    private long revision;
    private boolean changed;

    Change(Run run, Study study, Map<Integer, Trial> known) {
      this.run = run;
      this.study = study;
      this.known = known;
      this.progress = study.progress();
      this.revision = study.revision();
    }

    void take(StudyReport report) {
      switch (report.content()) {
        case StudyReport.TrialBegun said -> begin(report.time(), said);
        case StudyReport.TrialEnded said -> end(report.time(), said);
        case StudyReport.StudyChanged said -> hear(report, said);
      }
    }

    private void begin(Instant time, StudyReport.TrialBegun said) {
      Trial there = known.get(said.number());
      if (there != null) {
        repeatedUnless(!there.run().equals(said.trial()));
        return;
      }
      change();
      Trial trial = Trial.begun(study.id(), time, said, revision);
      known.put(trial.number(), trial);
      begun.put(trial.number(), trial);
      runs.add(runOf(trial));
      progress = progress.begun(!said.proposed());
      happened.add(StudyLines.begun(study, trial));
    }

    private void end(Instant time, StudyReport.TrialEnded said) {
      Trial there = known.get(said.number());
      if (there == null) {
        unknown(study.id());
        return;
      }
      boolean contradicts = !there.run().equals(said.trial());
      if (contradicts || there.state().ended()) {
        repeatedUnless(contradicts || there.state() != said.outcome());
        return;
      }
      change();
      Trial trial = there.ended(time, said, revision);
      known.put(trial.number(), trial);
      (begun.containsKey(trial.number()) ? begun : ended).put(trial.number(), trial);
      StudyProgress before = progress;
      progress = before.ended(trial, study.definition().objectives());
      StudyLines.ended(study, progress, trial).ifPresent(happened::add);
      if (progress.improves(before, trial, study.definition().objectives())) {
        improved.add(new StudyWatcher.Improved(run, study.definition(), before.best(), trial));
      }
    }

    private void hear(StudyReport report, StudyReport.StudyChanged said) {
      StudyProgress next = progress.told(report, said);
      if (next.equals(progress)) {
        repeatedUnless(report.sequence() < progress.toldRevision());
        return;
      }
      change();
      if (!Objects.equals(next.trouble(), progress.trouble())) {
        happened.add(StudyLines.told(study, next, revision, report.time()));
      }
      progress = next;
    }

    private void change() {
      revision++;
      changed = true;
    }

    private void repeatedUnless(boolean stale) {
      RunId id = study.id();
      transactions.afterCommit(() -> {
        if (stale) {
          observer.stale(id);
        } else {
          observer.repeated(id);
        }
      });
    }

    /** The trial as a run of its own: what its study is asked to do, with its parameters. */
    private Run runOf(Trial trial) {
      RunSpec.Work work = run.spec().work();
      return new Run(
          trial.run(),
          run.projectId(),
          name(run.name(), trial.number()),
          new RunSpec.Trial(
              study.id(),
              trial.number(),
              work.with(TrialParameters.of(work.parameters(), trial.parameters()))),
          run.tags(),
          run.priority(),
          run.maxAttempts(),
          run.traceId(),
          trial.begunAt(),
          run.createdBy(),
          RunState.CREATED,
          1,
          0);
    }
  }

  private static String name(String study, int number) {
    String ending = " #" + number;
    return study.substring(0, Math.min(study.length(), LONGEST_NAME - ending.length())) + ending;
  }
}
