package signalbox.orchestrator.service.engine;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.Status;
import signalbox.orchestrator.core.LifecycleStatus;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.RunState;
import signalbox.orchestrator.core.StudyDecision;
import signalbox.orchestrator.core.StudyEffect;
import signalbox.orchestrator.core.StudyEvent;
import signalbox.orchestrator.core.StudyMachine;
import signalbox.orchestrator.core.StudyState;
import signalbox.orchestrator.core.TrialOutcome;
import signalbox.orchestrator.core.TrialResult;
import signalbox.orchestrator.core.TrialStop;
import signalbox.orchestrator.service.grpc.Suggestions;
import signalbox.orchestrator.service.kafka.CommandReader;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.kafka.Uuid7;
import signalbox.orchestrator.service.management.Meters;
import signalbox.orchestrator.service.tracing.LogContext;

/**
 * Conducts the studies of this process: asks the machine what becomes of them, makes a run of each
 * trial and gives it to the engine, which treats it as any other run. What happens to a study waits
 * in a queue until {@link #settle}, so that a decision is carried out before the next one is made.
 * Touched by the engine's thread alone.
 */
final class Conductor {
  /** How many trials of studies that are over are forgotten at once. */
  static final int FORGOTTEN_AT_ONCE = 200;

  /** Values of a trial that goes on are stored at most this often. */
  static final Duration VALUES_EVERY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Conductor.class);

  private record Raised(Study study, StudyEvent event) {}

  private final StudyMachine machine;
  private final KafkaWriter writer;
  private final Journal journal;
  private final KnownRuns runs;
  private final Suggestions suggestions;
  private final BiConsumer<Run, RunEvent> steer;
  private final Consumer<Runnable> later;
  private final Clock clock;
  private final MeterRegistry meters;
  private final KnownStudies studies = new KnownStudies();
  private final Deque<Raised> raised = new ArrayDeque<>();
  private final Deque<Run> leaving = new ArrayDeque<>();

  /**
   * @param steer applies an event to a run
   * @param later has something done by the engine's thread
   */
  Conductor(
      StudyMachine machine,
      KafkaWriter writer,
      Journal journal,
      KnownRuns runs,
      Suggestions suggestions,
      BiConsumer<Run, RunEvent> steer,
      Consumer<Runnable> later,
      Clock clock,
      MeterRegistry meters) {
    this.machine = machine;
    this.writer = writer;
    this.journal = journal;
    this.runs = runs;
    this.suggestions = suggestions;
    this.steer = steer;
    this.later = later;
    this.clock = clock;
    this.meters = meters;
    measure();
  }

  private void measure() {
    Meters.counter(meters, "signalbox.trials.begun", "Trials that began");
    Meters.counters(
        meters,
        "signalbox.trials.ended",
        "Trials that ended, by their outcome",
        "outcome",
        Stream.of(TrialOutcome.values()).map(TrialOutcome::word).toList());
    Meters.counter(
        meters, "signalbox.studies.unknown", "Changes of studies that nobody knows here");
    Meters.counters(
        meters,
        "signalbox.studies.stale",
        "Answers of the tuning service that nobody waited for any more",
        "event",
        Stream.of(
                StudyEvent.Kind.SUGGESTED,
                StudyEvent.Kind.STORY_HEARD,
                StudyEvent.Kind.SUGGEST_FAILED,
                StudyEvent.Kind.DEFINITION_REFUSED)
            .map(StudyEvent.Kind::name)
            .toList());
  }

  // ------------------------------------------------------------------------------------- commands

  /** A command for a study. A change of one that nobody knows is dropped. */
  void command(CommandReader.Read.ForStudy command, int partition, String trace) {
    Study study = studies.get(command.studyId());
    Run stopped = runs.get(command.studyId());
    if (study == null && stopped != null) {
      // It was stopped before it began; nobody knew then that it is a study.
      journal.repeat(stopped);
      return;
    }
    RunOrder order = command.order();
    if (study == null && order != null) {
      study = new Study(partition, StudyState.created(command.studyId()), order);
      study.startRun = command.startRun();
      study.traceparent = trace;
      take(study);
    }
    if (study == null) {
      LOG.info("Nobody knows the study {} that is to be changed", command.studyId());
      meters.counter("signalbox.studies.unknown").increment();
    } else {
      raise(study, command.event());
    }
  }

  /** A stop that is meant for a study; false when the id is none of a study. */
  boolean cancel(String runId, RunEvent.CancelCommanded command) {
    Study study = studies.get(runId);
    if (study == null) {
      return false;
    }
    raise(study, new StudyEvent.CancelCommanded(command.mode(), command.grace(), command.known()));
    return true;
  }

  private void take(Study study) {
    studies.put(study);
    study.conversation = new Conversation(study, suggestions, later, event -> raise(study, event));
  }

  // --------------------------------------------------------------------------------------- trials

  /** A person stops one trial. */
  void stopping(Run run) {
    Trial trial = run.trial;
    if (trial != null && !run.state.phase().terminal() && trial.stop == TrialStop.NONE) {
      trial.stopped(TrialStop.CANCELLED);
      journal.changed(run);
    }
  }

  /** A trial has reported values. */
  void reported(Run run) {
    Trial trial = run.trial;
    Study study = trial == null ? null : studies.get(trial.studyId);
    if (trial == null || study == null || trial.result != null) {
      return;
    }
    trial.reported.looked();
    Instant now = clock.instant();
    if (!now.isBefore(trial.valuesStoredAt.plus(VALUES_EVERY))) {
      trial.valuesStoredAt = now;
      journal.changed(run);
    }
    raise(study, new StudyEvent.Reported());
  }

  /**
   * The run of a trial has ended.
   *
   * @return what is to be said after the run's own last status
   */
  Status ended(Run run, Trial trial, LifecycleStatus end) {
    Study study = studies.get(trial.studyId);
    if (study == null) {
      throw new IllegalStateException("Trial " + run.id() + " goes on without its study");
    }
    TrialResult result = study.ordered().judge(end, trial.stop, trial.reported.lastValue());
    trial.ended(result, ++study.places, clock.instant());
    study.story.ended(trial);
    meters.counter("signalbox.trials.ended", "outcome", result.outcome().word()).increment();
    raise(study, new StudyEvent.TrialEnded(trial.number(), result));
    return StudyStatuses.ended(status(study), trial, result);
  }

  private void begin(Study study, StudyEffect.BeginTrial begin) {
    Instant now = clock.instant();
    Trial trial =
        new Trial(
            study.id(),
            begin.number(),
            Uuid7.at(now),
            study.reportedMetric(),
            begin.parameters(),
            begin.proposed(),
            now,
            ++study.places,
            new ReportedValues());
    Run run = new Run(study.partition, study.key, RunState.created(trial.runId));
    run.trial = trial;
    run.traceparent = study.traceparent;
    run.startRun = TrialCommands.of(study.command(), trial).toByteString();
    study.trials.add(run);
    study.story.begun(trial);
    runs.put(run);
    meters.counter("signalbox.trials.begun").increment();
    journal.owe(run, StudyStatuses.begun(status(study), trial));
    RunOrder order = study.order;
    steer.accept(
        run,
        new RunEvent.StartCommanded(
            new RunOrder(
                order.projectId(),
                order.priority(),
                order.maxAttempts(),
                order.algorithm(),
                order.timeLimit(),
                // It came now: runs that were commanded after the study are not behind all of it.
                now,
                order.commandPartition(),
                order.commandOffset())));
  }

  private void stop(Study study, StudyEffect.StopTrial stop) {
    Run run = study.trials.get(stop.number());
    Trial trial = run.trial;
    if (trial != null && !run.state.phase().terminal()) {
      trial.stopped(stop.reason());
      journal.changed(run);
      steer.accept(run, new RunEvent.CancelCommanded(stop.mode(), stop.grace()));
    }
  }

  // ------------------------------------------------------------------------------------ decisions

  private void raise(Study study, StudyEvent event) {
    raised.add(new Raised(study, event));
  }

  /** Decides about all that has happened; what follows from it is done in the same batch. */
  void settle() {
    for (Raised next = raised.poll(); next != null; next = raised.poll()) {
      // A study that went to another orchestrator meanwhile is none of ours.
      if (studies.get(next.study().id()) == next.study()) {
        decide(next.study(), next.event());
      }
    }
  }

  private void decide(Study study, StudyEvent event) {
    StudyState before = study.state;
    StudyDecision decision = machine.decide(before, event, clock.instant());
    study.state = decision.state();
    study.dueAt = machine.due(study.state).orElse(null);
    boolean changed = !study.state.sameDurably(before);
    boolean over = study.state.phase().terminal() && !before.phase().terminal();
    if (over && study.progress.news(study.state)) {
      // It is late once the end was told.
      progress(study);
    }
    for (StudyEffect effect : decision.effects()) {
      perform(study, effect, changed);
    }
    if (over) {
      leaving.addAll(study.trials);
      study.over();
      studies.ended(study).forEach(journal::forgotten);
    }
    if (changed) {
      journal.changed(study);
      log(study, event);
    }
  }

  private void perform(Study study, StudyEffect effect, boolean changed) {
    switch (effect) {
      case StudyEffect.Publish publish ->
          journal.owe(
              study,
              LifecycleStatuses.fill(
                      status(study).setAttempt(publish.attempt()).setSequence(publish.sequence()),
                      publish.status(),
                      study.order)
                  .build());
      case StudyEffect.TellChange told -> {
        Status status = StudyStatuses.changed(status(study), told.settings(), told.trouble());
        if (changed) {
          journal.owe(study, status);
        } else {
          journal.tell(study, status);
        }
        if (!told.trouble().isEmpty()) {
          LOG.info("Study {} waits: {}", study.id(), told.trouble());
        }
      }
      case StudyEffect.PublishAgain _ -> again(study);
      case StudyEffect.BeginTrial begin -> begin(study, begin);
      case StudyEffect.StopTrial stop -> stop(study, stop);
      case StudyEffect.Ask ask -> {
        Conversation conversation = study.conversation;
        if (conversation != null) {
          conversation.ask(ask, clock.instant());
        }
      }
      case StudyEffect.CountDuplicate duplicate -> duplicate(duplicate.event());
      case StudyEffect.CountStale stale ->
          meters.counter("signalbox.studies.stale", "event", stale.event().name()).increment();
    }
  }

  /** Says again what is known of the study and of its live trials. */
  private void again(Study study) {
    journal.repeat(study);
    if (!study.state.phase().terminal()) {
      journal.tell(
          study,
          StudyStatuses.changed(
              status(study), study.state.settings(), study.state.talk().trouble()));
    }
    for (int number : study.state.running().keySet()) {
      Run run = study.trials.get(number);
      Trial trial = run.trial;
      if (trial != null) {
        journal.tell(study, StudyStatuses.begun(status(study), trial));
        journal.repeat(run);
      }
    }
  }

  private Status.Builder status(Study study) {
    return writer.status().setRunId(study.id()).setAttempt(study.state.attempt());
  }

  private void duplicate(StudyEvent.Kind event) {
    meters.counter("signalbox.commands.duplicate", "kind", event.name()).increment();
  }

  private static void log(Study study, StudyEvent event) {
    try (LogContext _ = LogContext.of(study.traceparent, study.id())) {
      LOG.info("Study {} is {} upon {}", study.id(), study.state.phase(), event.kind());
    }
  }

  // ----------------------------------------------------------------------------------------- time

  /** Looks after what time brings: questions that are due, progress, budgets. */
  void look() {
    Instant now = clock.instant();
    for (Study study : studies.alive()) {
      Instant due = study.dueAt;
      if (due != null && !due.isAfter(now)) {
        raise(study, new StudyEvent.TimersDue());
      }
    }
    settle();
    for (Study study : studies.alive()) {
      if (study.progress.due(study.state, now)) {
        progress(study);
      }
    }
  }

  private void progress(Study study) {
    Status.Builder builder =
        status(study).setRunProgressed(study.progress.tell(study.state, clock.instant()));
    journal.tell(study, builder.setSequence(study.progress.sequence()).build());
  }

  /** How long nothing is due, at most {@code most}. */
  Duration pause(Instant now, Duration most) {
    if (!leaving.isEmpty()) {
      return Duration.ZERO;
    }
    Duration pause = most;
    for (Study study : studies.alive()) {
      Instant due = study.dueAt;
      if (due != null) {
        Duration left = Duration.between(now, due).plusMillis(1);
        pause = left.compareTo(pause) < 0 ? left : pause;
      }
    }
    return pause.isNegative() ? Duration.ZERO : pause;
  }

  /**
   * Forgets some trials of studies that are over. Called before anything else of a batch: what they
   * had to say is stored and under way.
   */
  void forget() {
    for (int i = 0; i < FORGOTTEN_AT_ONCE && !leaving.isEmpty(); i++) {
      Run run = leaving.removeFirst();
      runs.remove(run);
      journal.forgotten(run);
    }
  }

  /** How many studies have not ended. */
  int alive() {
    return studies.alive().size();
  }

  // ----------------------------------------------------------------------------------- takeovers

  /** Studies that another orchestrator has left, with the runs of their trials. */
  void recover(Collection<Study> found) {
    found.forEach(study -> {
      if (study.state.phase().terminal()) {
        leaving.addAll(study.trials);
        study.over();
        studies.put(study);
      } else {
        take(study);
        raise(study, new StudyEvent.Recovered());
      }
    });
  }

  /** The partitions are another's. */
  void revoked(Collection<Integer> partitions) {
    studies
        .remove(partitions)
        .forEach(study -> {
          Conversation conversation = study.conversation;
          if (conversation != null) {
            conversation.close();
          }
        });
    leaving.removeIf(run -> partitions.contains(run.partition));
  }
}
