package signalbox.orchestrator.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The state of a study while one event is applied to it. */
final class StudyDraft {
  private final StudyState before;
  private final Instant now;
  private final List<StudyEffect> effects = new ArrayList<>();
  private final TalkDraft talk;
  private final SortedMap<Integer, TrialStop> running;
  private final List<String> held;
  private StudyPhase phase;
  private @Nullable StudyOrder order;
  private int attempt;
  private long sequence;
  private StudySettings settings;
  private StudyTally tally;
  private boolean exhausted;
  private @Nullable Instant startedAt;
  private boolean killing;

  StudyDraft(StudyPolicy policy, DoubleSupplier jitter, StudyState state, Instant now) {
    this.before = state;
    this.now = now;
    this.talk = new TalkDraft(policy, jitter, state.talk(), now);
    this.running = new TreeMap<>(state.running());
    this.held = new ArrayList<>(state.held());
    this.phase = state.phase();
    this.order = state.order();
    this.attempt = state.attempt();
    this.sequence = state.sequence();
    this.settings = state.settings();
    this.tally = state.tally();
    this.exhausted = state.exhausted();
    this.startedAt = state.startedAt();
    this.killing = state.killing();
  }

  StudyDecision decision() {
    return new StudyDecision(
        new StudyState(
            before.studyId(),
            phase,
            order,
            attempt,
            sequence,
            settings,
            tally,
            running,
            held,
            exhausted,
            talk.state(),
            startedAt,
            killing),
        effects);
  }

  /** Applies the event; one that is refused is counted and changes nothing. */
  void take(StudyEvent event) {
    boolean heard =
        switch (event) {
          case StudyEvent.StartCommanded command -> start(command);
          case StudyEvent.ChangeCommanded command -> change(command);
          case StudyEvent.CancelCommanded command -> cancel(command);
          case StudyEvent.Answer answer -> answer(answer);
          case StudyEvent.TrialEnded ended -> trialEnded(ended);
          case StudyEvent.Reported _ -> reported();
          case StudyEvent.TimersDue _ -> timers();
          case StudyEvent.Recovered _ -> recover();
        };
    if (heard) {
      settle();
    }
  }

  /** When something is to be looked at again, if nothing happens before; null: never. */
  @Nullable Instant due() {
    Instant question = talk.due(wants());
    return phase == StudyPhase.SEARCHING ? earlier(question, budgetEnd()) : question;
  }

  // ------------------------------------------------------------------------------------- commands

  private boolean start(StudyEvent.StartCommanded command) {
    KnownProgress known = command.known();
    if (phase != StudyPhase.CREATED) {
      goOnAfter(known);
      return again(command);
    }
    order = command.order();
    settings = command.settings();
    if (known.sequence() > 0) {
      // Somebody knew it: its trials are lost with that memory, and their numbers with them.
      sequence = known.sequence() + 1;
      attempt = Math.max(1, known.attempt());
      fail(
          RunFailure.Kind.INFRASTRUCTURE,
          "study.memory_lost",
          "What the orchestrator knew of the study is lost.");
      return false;
    }
    phase = StudyPhase.QUEUED;
    publish(new LifecycleStatus.Queued(null));
    return true;
  }

  private boolean change(StudyEvent.ChangeCommanded command) {
    if (phase == StudyPhase.CREATED || phase.terminal()) {
      return again(command);
    }
    if (command.settings().revision() <= settings.revision()) {
      effects.add(new StudyEffect.CountDuplicate(command.kind()));
      tellChange();
      return false;
    }
    settings = command.settings().following(settings, tally.begun());
    tellChange();
    command.prune().forEach(this::prune);
    return true;
  }

  private boolean cancel(StudyEvent.CancelCommanded command) {
    if (phase == StudyPhase.CREATED || phase.terminal()) {
      return again(command);
    }
    goOnAfter(command.known());
    boolean kill = command.mode() == CancelMode.KILL;
    if (phase == StudyPhase.CANCELLING && (killing || !kill)) {
      return again(command);
    }
    // Before a trial was begun there is nothing to be stopped, as of any run that waits.
    killing = kill && phase != StudyPhase.QUEUED;
    phase = StudyPhase.CANCELLING;
    hush();
    for (int number : List.copyOf(running.keySet())) {
      stop(number, TrialStop.CANCELLED, command.mode(), command.grace());
    }
    return true;
  }

  private boolean again(StudyEvent command) {
    effects.add(new StudyEffect.CountDuplicate(command.kind()));
    effects.add(new StudyEffect.PublishAgain());
    return false;
  }

  /** Where a memory was lost, the next status leaves a number out, so that a reader sees it. */
  private void goOnAfter(KnownProgress known) {
    if (!phase.terminal() && known.sequence() > sequence) {
      sequence = known.sequence() + 1;
    }
  }

  // -------------------------------------------------------------------------------------- answers

  private boolean answer(StudyEvent.Answer answer) {
    // A study that was not taken up has no story that could be too long for one question.
    boolean impossible = phase == StudyPhase.QUEUED && answer instanceof StudyEvent.StoryHeard;
    if (!talk.waitsFor(answer) || impossible) {
      effects.add(new StudyEffect.CountStale(answer.kind()));
      return false;
    }
    switch (answer) {
      case StudyEvent.Suggested suggested -> suggested(suggested);
      case StudyEvent.StoryHeard heard -> {
        talk.partHeard();
        heard.prune().forEach(this::prune);
      }
      case StudyEvent.SuggestFailed failed -> refused(failed.reason(), failed.slow());
      case StudyEvent.DefinitionRefused refusal -> {
        if (running.isEmpty()) {
          fail(RunFailure.Kind.PROGRAM, "study.invalid_definition", refusal.message());
        } else {
          // What executes may still bring something; once nothing does, it fails.
          refused(refusal.message(), false);
        }
      }
    }
    return true;
  }

  private void suggested(StudyEvent.Suggested answer) {
    int wanted = talk.answered();
    if (phase == StudyPhase.QUEUED) {
      takeUp(answer.by());
    }
    answer.prune().forEach(this::prune);
    if (phase == StudyPhase.SEARCHING) {
      answer.proposals().stream().limit(wanted).forEach(held::add);
    }
    exhausted |= answer.exhausted();
    boolean nothing = wanted > 0 && answer.proposals().isEmpty() && !answer.exhausted();
    if (nothing ? talk.later("The tuning service proposes nothing.") : talk.good()) {
      tellChange();
    }
  }

  private void refused(String reason, boolean slow) {
    if (talk.refused(reason, slow)) {
      tellChange();
    }
  }

  private void takeUp(Placement by) {
    phase = StudyPhase.SEARCHING;
    attempt = Math.max(1, attempt);
    startedAt = now;
    publish(new LifecycleStatus.Starting(by));
    publish(new LifecycleStatus.Started(by));
  }

  // --------------------------------------------------------------------------------------- trials

  private boolean trialEnded(StudyEvent.TrialEnded ended) {
    StudyOrder ordered = order;
    if (ordered == null || running.remove(ended.number()) == null) {
      return false;
    }
    tally = tally.withEnded(ended.result(), ordered);
    return true;
  }

  private boolean reported() {
    if (running.isEmpty() || phase == StudyPhase.CANCELLING) {
      return false;
    }
    talk.reported();
    return true;
  }

  private void prune(int number) {
    if (running.get(number) == TrialStop.NONE) {
      stop(number, TrialStop.PRUNED, CancelMode.KILL, Duration.ZERO);
    }
  }

  private void stop(int number, TrialStop reason, CancelMode mode, Duration grace) {
    TrialStop known = running.get(number);
    TrialStop first = known == null || known == TrialStop.NONE ? reason : known;
    running.put(number, first);
    effects.add(new StudyEffect.StopTrial(number, first, mode, grace));
  }

  // ----------------------------------------------------------------------------------------- time

  private boolean timers() {
    if (talk.overdue()) {
      refused("The tuning service gives no answer.", true);
    }
    if (phase == StudyPhase.SEARCHING && budgetOver()) {
      phase = StudyPhase.STOPPING;
    }
    return true;
  }

  private boolean recover() {
    if (phase == StudyPhase.CREATED || phase.terminal()) {
      return false;
    }
    // What was in the way is not known any more; if it still is, it is told again.
    tellChange();
    if (phase == StudyPhase.QUEUED && !running.isEmpty()) {
      // The crash came after its first trials were stored and before the study was.
      takeUp(new Placement("", ""));
    }
    if (phase == StudyPhase.CANCELLING) {
      CancelMode mode = killing ? CancelMode.KILL : CancelMode.GRACEFUL;
      for (Map.Entry<Integer, TrialStop> trial : List.copyOf(running.entrySet())) {
        if (trial.getValue() == TrialStop.NONE) {
          stop(trial.getKey(), TrialStop.CANCELLED, mode, Duration.ZERO);
        }
      }
    }
    return true;
  }

  private boolean budgetOver() {
    Instant end = budgetEnd();
    return end != null && !now.isBefore(end);
  }

  private @Nullable Instant budgetEnd() {
    StudyOrder ordered = order;
    Instant begun = startedAt;
    return ordered == null || begun == null || ordered.timeBudget().isZero()
        ? null
        : begun.plus(ordered.timeBudget());
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  // ------------------------------------------------------------------------- what follows from it

  /** Begins what there is room for, ends what is over, and asks for more. */
  private void settle() {
    switch (phase) {
      case CREATED, SUCCEEDED, FAILED, CANCELLED -> {}
      case QUEUED -> {
        if (settings.stopping()) {
          takeUp(new Placement("", ""));
          conclude();
        } else {
          ask();
        }
      }
      case SEARCHING, STOPPING -> {
        if (settings.stopping()) {
          phase = StudyPhase.STOPPING;
        }
        begin();
        if (running.isEmpty() && (phase == StudyPhase.STOPPING || nothingMore())) {
          conclude();
        } else {
          ask();
        }
      }
      case CANCELLING -> {
        if (running.isEmpty()) {
          end(StudyPhase.CANCELLED, new LifecycleStatus.Cancelled(killing));
        }
      }
    }
  }

  private void begin() {
    if (phase != StudyPhase.SEARCHING || budgetOver()) {
      held.clear();
      return;
    }
    while (!settings.paused() && room() > 0) {
      if (tally.enqueuedBegun() < settings.enqueued().size()) {
        begin(settings.enqueued().get(tally.enqueuedBegun()), false);
      } else if (!held.isEmpty()) {
        begin(held.removeFirst(), true);
      } else {
        return;
      }
    }
  }

  private void begin(String parameters, boolean proposed) {
    effects.add(new StudyEffect.BeginTrial(tally.begun(), parameters, proposed));
    running.put(tally.begun(), TrialStop.NONE);
    tally = tally.withBegun(proposed);
  }

  /** How many trials could begin now, if there were any. */
  private int room() {
    return Math.min(settings.parallelism() - running.size(), settings.trials() - tally.begun());
  }

  private boolean nothingMore() {
    return tally.begun() >= settings.trials()
        || (exhausted && held.isEmpty() && tally.enqueuedBegun() >= settings.enqueued().size());
  }

  /** How many trials are to be asked for. */
  private int wanted() {
    if (settings.paused() || exhausted || !held.isEmpty() || budgetOver()) {
      return 0;
    }
    int wanted =
        switch (phase) {
          case QUEUED ->
              Math.min(settings.parallelism(), settings.trials()) - settings.enqueued().size();
          case SEARCHING -> room();
          case CREATED, STOPPING, CANCELLING, SUCCEEDED, FAILED, CANCELLED -> 0;
        };
    return Math.clamp(wanted, 0, talk.most());
  }

  /** True when something is asked for: trials, or that the study is taken up. */
  private boolean wants() {
    return phase == StudyPhase.QUEUED || wanted() > 0;
  }

  private void ask() {
    if (talk.may(wants()) && (wants() || talk.hasNews())) {
      int count = wanted();
      effects.add(new StudyEffect.Ask(talk.ask(count), count));
    } else if (!talk.busy() && !wants() && !talk.hasNews() && talk.well()) {
      // What was in the way is in nobody's way now.
      tellChange();
    }
  }

  private void hush() {
    held.clear();
    talk.hush();
    if (talk.well()) {
      tellChange();
    }
  }

  // ----------------------------------------------------------------------------------------- ends

  private void conclude() {
    if (tally.failed() > 0 && tally.completed() == 0 && tally.pruned() == 0) {
      fail(
          RunFailure.Kind.PROGRAM,
          "study.no_trial_completed",
          tally.failed() == 1
              ? "The one trial that was tried failed."
              : "All " + tally.failed() + " trials that were tried failed.");
      return;
    }
    StudyOrder ordered = order;
    Double best = tally.best();
    Map<String, Double> summary =
        ordered == null || best == null
            ? Map.of()
            : Map.of(ordered.objectives().getFirst().metric(), best);
    end(
        StudyPhase.SUCCEEDED,
        new LifecycleStatus.Succeeded(new RunResult(summary, null, settings.stopping())));
  }

  private void fail(RunFailure.Kind kind, String code, String message) {
    end(StudyPhase.FAILED, new LifecycleStatus.Failed(RunFailure.of(kind, code, message)));
  }

  private void end(StudyPhase last, LifecycleStatus status) {
    hush();
    phase = last;
    publish(status);
  }

  private void publish(LifecycleStatus status) {
    sequence++;
    effects.add(new StudyEffect.Publish(sequence, attempt, status));
  }

  private void tellChange() {
    effects.add(new StudyEffect.TellChange(settings, talk.trouble()));
  }
}
