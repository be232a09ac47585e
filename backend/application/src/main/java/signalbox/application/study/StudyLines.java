package signalbox.application.study;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.BestTrial;
import signalbox.domain.study.Objective;
import signalbox.domain.study.Pruner;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyEventType;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.StudyProgress;
import signalbox.domain.study.Trial;

/**
 * What a study's log says of what has just been stored: nothing that is not, and each thing once.
 */
final class StudyLines {
  private StudyLines() {}

  // -------------------------------------------------------------------------------------- people

  static StudyEvent created(Study study, Run run) {
    StudyDefinition definition = study.definition();
    StudyPlan plan = study.plan();
    Pruner pruner = definition.pruner();
    String objectives =
        definition.objectives().stream().map(StudyLines::goal).collect(Collectors.joining(", "));
    String text =
        "Asked for: %s; %s, %d at the same time; sampler %s, %s; seed %d."
            .formatted(
                objectives,
                trials(plan.trials()),
                plan.parallelism(),
                definition.sampler().name(),
                pruner == null ? "no pruner" : "pruner " + pruner.method().name(),
                definition.seed());
    return new StudyEvent(
        study.id(),
        study.revision(),
        0,
        run.createdAt(),
        StudyEventType.CREATED,
        null,
        run.createdBy(),
        text);
  }

  /**
   * What another plan changes, one line each.
   *
   * @param study under the next plan
   */
  static List<StudyEvent> planned(StudyPlan plan, Study study, UserId by, Instant now) {
    StudyPlan next = study.plan();
    Lines lines = new Lines(study, by, now);
    if (next.trials() != plan.trials()) {
      lines.add(
          StudyEventType.CHANGED,
          null,
          "%s in all instead of %d.".formatted(trials(next.trials()), plan.trials()));
    }
    if (next.parallelism() != plan.parallelism()) {
      lines.add(
          StudyEventType.CHANGED,
          null,
          "%d at the same time instead of %d.".formatted(next.parallelism(), plan.parallelism()));
    }
    if (next.paused() != plan.paused()) {
      lines.add(
          next.paused() ? StudyEventType.PAUSED : StudyEventType.RESUMED,
          null,
          next.paused() ? "Paused: no trial begins." : "Resumed.");
    }
    if (next.stopping() && !plan.stopping()) {
      lines.add(
          StudyEventType.STOP_REQUESTED,
          null,
          "Asked to stop: no trial begins any more, and it ends with those that execute.");
    }
    for (Map<String, Object> parameters :
        next.enqueued().subList(plan.enqueued().size(), next.enqueued().size())) {
      lines.add(StudyEventType.ENQUEUED, null, "Enqueued: " + words(parameters) + ".");
    }
    for (int number : next.pruned()) {
      if (!plan.pruned().contains(number)) {
        lines.add(StudyEventType.PRUNE_REQUESTED, number, "Trial " + number + " is to be pruned.");
      }
    }
    return lines.all;
  }

  /** Lines of one change of the plan. */
  private static final class Lines {
    private final Study study;
    private final UserId by;
    private final Instant now;
    private final List<StudyEvent> all = new ArrayList<>();

    Lines(Study study, UserId by, Instant now) {
      this.study = study;
      this.by = by;
      this.now = now;
    }

    void add(StudyEventType type, @Nullable Integer trial, String text) {
      all.add(new StudyEvent(study.id(), study.revision(), all.size(), now, type, trial, by, text));
    }
  }

  // ----------------------------------------------------------------------------------- conductor

  static StudyEvent begun(Study study, Trial trial) {
    return ofTrial(
        trial,
        trial.begunAt(),
        StudyEventType.TRIAL_BEGUN,
        "Trial %d begins, %s: %s."
            .formatted(
                trial.number(),
                trial.proposed()
                    ? "proposed by " + study.definition().sampler().name()
                    : "enqueued by a person",
                words(trial.parameters())));
  }

  /**
   * How a trial came out; empty for one that failed with its run, which says why by itself.
   *
   * @param study with its plan
   * @param progress with this trial
   */
  static Optional<StudyEvent> ended(Study study, StudyProgress progress, Trial trial) {
    String name = "Trial " + trial.number();
    String message = trial.message();
    Instant ended = trial.endedAt();
    Instant time = ended == null ? trial.begunAt() : ended;
    return switch (trial.state()) {
      case RUNNING -> Optional.empty();
      case COMPLETED ->
          Optional.of(
              ofTrial(
                  trial,
                  time,
                  StudyEventType.TRIAL_COMPLETED,
                  name + " completed: " + worth(study, progress, trial)));
      case PRUNED ->
          Optional.of(
              ofTrial(trial, time, StudyEventType.TRIAL_PRUNED, name + pruned(study, trial)));
      case FAILED ->
          message == null
              ? Optional.empty()
              : Optional.of(
                  ofTrial(trial, time, StudyEventType.TRIAL_FAILED, name + " failed: " + message));
      case CANCELLED ->
          Optional.of(
              ofTrial(trial, time, StudyEventType.TRIAL_CANCELLED, name + " was cancelled."));
    };
  }

  private static String worth(Study study, StudyProgress progress, Trial trial) {
    List<Objective> objectives = study.definition().objectives();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < Math.min(objectives.size(), trial.values().size()); i++) {
      values.add(objectives.get(i).metric() + " = " + trial.values().get(i));
    }
    String text = String.join(", ", values);
    if (trial.constraints().stream().anyMatch(constraint -> constraint > 0)) {
      return text + "; it breaks a constraint.";
    }
    boolean best = progress.best().stream().anyMatch(one -> one.number() == trial.number());
    if (!best) {
      return text + ".";
    }
    return text + (objectives.size() == 1 ? ", the best so far." : ", on the Pareto front.");
  }

  private static String pruned(Study study, Trial trial) {
    Pruner pruner = study.definition().pruner();
    String text = " was pruned";
    if (study.plan().pruned().contains(trial.number())) {
      text += " as a person asked";
    } else if (pruner != null) {
      text += " by the " + pruner.method().name() + " pruner";
    }
    if (trial.lastStep() < 0 || trial.values().isEmpty()) {
      return text + ".";
    }
    String metric = pruner == null ? "the value" : pruner.metric();
    return text
        + " at step %d, where %s was %s."
            .formatted(trial.lastStep(), metric, trial.values().getFirst());
  }

  /** What hinders the study now, or that nothing does any more. */
  static StudyEvent told(Study study, StudyProgress progress, long revision, Instant time) {
    String trouble = progress.trouble();
    return new StudyEvent(
        study.id(),
        revision,
        0,
        time,
        trouble == null ? StudyEventType.FREED : StudyEventType.HINDERED,
        null,
        null,
        trouble == null ? "Nothing hinders the study any more." : trouble);
  }

  // -------------------------------------------------------------------------------- runs as such

  /**
   * What a status of a trial's run means; empty when it says nothing of its own.
   *
   * @param place gets the revision and the ordinal of the line
   */
  static Optional<StudyEvent> reached(Run run, RunStatus status, int number, Place place) {
    RunState state = run.state();
    String name = "Trial " + number;
    return switch (status) {
      case RUNNING ->
          Optional.of(
              place.event(
                  heard(run),
                  StudyEventType.TRIAL_STARTED,
                  number,
                  null,
                  name
                      + " executes"
                      + where(state)
                      + (run.attempt() > 1 ? ", attempt " + run.attempt() : "")
                      + "."));
      case RETRYING ->
          Optional.of(
              place.event(
                  heard(run),
                  StudyEventType.TRIAL_RETRYING,
                  number,
                  null,
                  name + " lost an attempt and is tried again" + because(state.statusReason())));
      case FAILED, TIMED_OUT ->
          Optional.of(
              place.event(
                  heard(run),
                  StudyEventType.TRIAL_FAILED,
                  number,
                  null,
                  name + " failed" + because(why(state))));
      case CREATED, QUEUED, STARTING, LOST_CONTACT, CANCELLING, SUCCEEDED, CANCELLED ->
          Optional.empty();
    };
  }

  /** The same of a study's own run. */
  static Optional<StudyEvent> reached(Run run, RunStatus status, Study study, Place place) {
    RunState state = run.state();
    return switch (status) {
      case RUNNING ->
          Optional.of(
              place.event(
                  heard(run),
                  StudyEventType.SEARCHING,
                  null,
                  null,
                  "The search begins" + where(state) + "."));
      case SUCCEEDED ->
          Optional.of(
              place.event(heard(run), StudyEventType.SUCCEEDED, null, null, succeeded(run, study)));
      case FAILED, TIMED_OUT ->
          Optional.of(
              place.event(
                  heard(run),
                  StudyEventType.FAILED,
                  null,
                  null,
                  "The study failed" + because(why(state))));
      case CANCELLED ->
          Optional.of(
              place.event(
                  heard(run), StudyEventType.CANCELLED, null, null, "The study was cancelled."));
      case CREATED, QUEUED, STARTING, LOST_CONTACT, RETRYING, CANCELLING -> Optional.empty();
    };
  }

  /**
   * Somebody asked for the end of a trial or of the whole study.
   *
   * @param number of the trial; null for the study
   */
  static StudyEvent stopRequested(
      CancelMode mode, @Nullable Integer number, UserId by, Instant now, Place place) {
    return place.event(
        now,
        StudyEventType.CANCEL_REQUESTED,
        number,
        by,
        (number == null ? "The study" : "Trial " + number)
            + (mode == CancelMode.KILL ? " is to be killed." : " is to be stopped gracefully."));
  }

  private static String succeeded(Run run, Study study) {
    StudyProgress progress = study.progress();
    int begun = progress.begun();
    int wanted = study.plan().trials();
    String end;
    if (begun >= wanted) {
      end = wanted == 1 ? "The one trial is done." : "All " + wanted + " trials are done.";
    } else if (run.state().stoppedEarly()) {
      end = "Stopped after %d of %s.".formatted(begun, trials(wanted));
    } else if (overBudget(run, study)) {
      end = "The time budget is used up after %d of %s.".formatted(begun, trials(wanted));
    } else {
      end = "Nothing is left to try after %d of %s.".formatted(begun, trials(wanted));
    }
    List<BestTrial> best = progress.best();
    if (best.isEmpty()) {
      return end;
    }
    Objective single = study.definition().single();
    return end
        + (single == null
            ? " On the Pareto front: %s.".formatted(trials(best.size()))
            : " The best %s is %s, of trial %d."
                .formatted(
                    single.metric(),
                    best.getFirst().values().getFirst(),
                    best.getFirst().number()));
  }

  private static boolean overBudget(Run run, Study study) {
    Duration budget = study.timeBudget();
    Instant started = run.state().startedAt();
    Instant ended = run.state().endedAt();
    return budget != null
        && started != null
        && ended != null
        && Duration.between(started, ended).compareTo(budget) >= 0;
  }

  private static @Nullable String why(RunState state) {
    Failure failure = state.failure();
    return TrialRow.why(
        null,
        failure == null ? null : failure.message(),
        state.status(),
        state.startedAt(),
        state.endedAt(),
        state.statusReason());
  }

  private static String because(@Nullable String reason) {
    return reason == null ? "." : ": " + reason;
  }

  private static String where(RunState state) {
    String service = state.service();
    String instance = state.instance();
    return service == null || service.isEmpty() || instance == null || instance.isEmpty()
        ? ""
        : " on " + service + " at " + instance;
  }

  /** When the status was told. */
  private static Instant heard(Run run) {
    Instant ended = run.state().endedAt();
    Instant last = run.state().lastContactAt();
    return ended != null ? ended : last != null ? last : run.createdAt();
  }

  /** Where a line will stand. */
  record Place(RunId study, long revision, int ordinal) {
    StudyEvent event(
        Instant time,
        StudyEventType type,
        @Nullable Integer trial,
        @Nullable UserId by,
        String text) {
      return new StudyEvent(study, revision, ordinal, time, type, trial, by, text);
    }
  }

  private static StudyEvent ofTrial(Trial trial, Instant time, StudyEventType type, String text) {
    return new StudyEvent(
        trial.study(), trial.revision(), 0, time, type, trial.number(), null, text);
  }

  /** {@code maximize roc_auc}. */
  private static String goal(Objective objective) {
    return objective.direction().name().toLowerCase(Locale.ROOT) + " " + objective.metric();
  }

  private static String trials(int count) {
    return count == 1 ? "1 trial" : count + " trials";
  }

  /** {@code learning_rate = 0.1, boosting = gbdt}. */
  private static String words(Map<String, Object> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
