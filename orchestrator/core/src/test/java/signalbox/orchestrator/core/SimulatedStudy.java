package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.core.TransitionTable.Transition;

/**
 * One history of one study: an orchestrator that dies at any step and is followed by one that knows
 * nothing but the changelog, two instances of the tuning service, trials whose workers are killed,
 * and a person who changes everything that can be changed.
 */
final class SimulatedStudy {
  /** What happened, to show that it was not nothing. */
  static final class Counts {
    int succeeded;
    int exact;
    int cancelled;
    int pruned;
    int takeovers;
    int killed;
    int retold;
    int recognized;
    int late;
    int held;

    void add(Counts other) {
      succeeded += other.succeeded;
      exact += other.exact;
      cancelled += other.cancelled;
      pruned += other.pruned;
      takeovers += other.takeovers;
      killed += other.killed;
      retold += other.retold;
      recognized += other.recognized;
      late += other.late;
      held += other.held;
    }
  }

  /** An answer on its way, to the process that asked. */
  private record Mail(int epoch, StudyEvent.Answer answer, Story.@Nullable Chapter chapter) {}

  /** A trial that executes somewhere; its end is said until it is stored. */
  private static final class Execution {
    int said;
    boolean stopped;
    @Nullable LifecycleStatus end;
  }

  private static final int CHAPTER = 4;
  private static final String ID = "s";

  private final Random random;
  private final StudyMachine machine;
  private final List<SimulatedTuning> tunings =
      List.of(new SimulatedTuning("127.0.0.1:1"), new SimulatedTuning("127.0.0.1:2"));
  private final Set<Transition<StudyPhase, StudyEvent.Kind>> visited = new HashSet<>();
  private final Counts counts = new Counts();
  private final int space;
  private final StudyOrder order;

  // The backend.
  private final List<StudyEvent> commands = new ArrayList<>();
  private StudySettings wanted;
  private final Set<Integer> prunedByHand = new LinkedHashSet<>();

  // What survives a crash.
  private int handled;
  private @Nullable StudyState stored;
  private List<StudyEffect.Publish> storedOwed = List.of();
  private final TreeMap<Integer, SimulatedTrial> storedTrials = new TreeMap<>();

  // The orchestrator's memory.
  private int epoch;
  private StudyState state = StudyState.created(ID);
  private List<SimulatedTrial> trials = new ArrayList<>();
  private Story story = new Story(CHAPTER);
  private String instance = "";
  private long places;
  private final Deque<StudyEvent> raised = new ArrayDeque<>();
  private final Deque<String> accepted = new ArrayDeque<>();
  private final Set<Integer> changed = new LinkedHashSet<>();
  private List<StudyEffect.Publish> owed = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> stops = new ArrayList<>();

  // The world.
  private final List<Mail> mail = new ArrayList<>();
  private final Map<Integer, Execution> executions = new TreeMap<>();
  private final TreeMap<Long, StudyEffect.Publish> told = new TreeMap<>();
  private final Map<Integer, TrialResult> toldEnds = new HashMap<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int proposals;
  private boolean faults = true;
  private int step;

  SimulatedStudy(long seed) {
    random = new Random(seed);
    machine = new StudyMachine(StudyPolicy.DEFAULT, random::nextDouble);
    space = random.nextInt(3) == 0 ? random.nextInt(6) : Integer.MAX_VALUE;
    order =
        new StudyOrder(
            List.of(new StudyOrder.Objective("auc", random.nextBoolean())),
            List.of(),
            random.nextInt(4) == 0 ? Duration.ofSeconds(5 + random.nextInt(60)) : Duration.ZERO);
    wanted =
        StudySettings.ordered(
            1 + random.nextInt(4), 1 + random.nextInt(8), names(random.nextInt(3)));
    tunings.forEach(tuning -> tuning.refuses = random.nextInt(40) == 0);
    KnownProgress known = random.nextInt(40) == 0 ? new KnownProgress(5, 1) : KnownProgress.NOTHING;
    commands.add(new StudyEvent.StartCommanded(order, wanted, known));
  }

  int step() {
    return step;
  }

  Counts counts() {
    return counts;
  }

  Set<Transition<StudyPhase, StudyEvent.Kind>> visited() {
    return visited;
  }

  void live() {
    for (step = 0; step < 250; step++) {
      something();
      check();
    }
    faults = false;
    tunings.forEach(tuning -> {
      tuning.up = true;
      tuning.refuses = false;
    });
    if (wanted.paused()) {
      change(false, wanted.stopping());
    }
    for (; step < 5_000 && !done(); step++) {
      something();
      check();
    }
    assertThat(done()).as("it ends").isTrue();
    checkTheEnd();
  }

  private boolean done() {
    return state.phase().terminal() && handled == commands.size() && raised.isEmpty();
  }

  // ---------------------------------------------------------------------------------------- steps

  private void something() {
    int dice = random.nextInt(faults ? 100 : 70);
    if (dice < 20) {
      command();
    } else if (dice < 40) {
      answer();
    } else if (dice < 60) {
      execute();
    } else if (dice < 70) {
      pass(Duration.ofMillis(random.nextInt(3_000)));
    } else if (dice < 73) {
      pass(Duration.ofSeconds(random.nextInt(50)));
    } else if (dice < 80) {
      anything();
    } else if (dice < 84) {
      SimulatedTuning tuning = any();
      tuning.up = !tuning.up;
      if (random.nextBoolean()) {
        tuning.forget();
      }
    } else if (dice < 86) {
      any().forget();
    } else if (dice < 87) {
      SimulatedTuning tuning = any();
      tuning.refuses = !tuning.refuses && random.nextBoolean();
    } else if (dice < 92) {
      killAWorker();
    } else if (dice < 94) {
      crash();
    } else if (dice < 97) {
      // Commands that come again.
      commands.add(commands.get(random.nextInt(commands.size())));
    } else if (!mail.isEmpty()) {
      mail.add(mail.get(random.nextInt(mail.size())));
    }
  }

  /** A person does something. */
  private void anything() {
    int dice = random.nextInt(40);
    if (dice == 0) {
      commands.add(cancel(CancelMode.GRACEFUL));
      if (random.nextBoolean()) {
        commands.add(cancel(CancelMode.KILL));
      }
    } else if (dice == 1) {
      change(wanted.paused(), true);
    } else if (dice < 14) {
      change(!wanted.paused(), wanted.stopping());
    } else if (dice < 20) {
      prunedByHand.add(random.nextInt(8));
      change(wanted.paused(), wanted.stopping());
    } else {
      change(wanted.paused(), wanted.stopping());
    }
  }

  private StudyEvent cancel(CancelMode mode) {
    return new StudyEvent.CancelCommanded(mode, Duration.ofSeconds(5));
  }

  private void change(boolean paused, boolean stopping) {
    List<String> enqueued = new ArrayList<>(wanted.enqueued());
    if (random.nextInt(4) == 0) {
      enqueued.addAll(names(1));
    }
    wanted =
        new StudySettings(
            wanted.revision() + 1,
            paused,
            stopping || wanted.stopping(),
            1 + random.nextInt(4),
            Math.max(1, wanted.trials() + random.nextInt(5) - 2),
            enqueued);
    commands.add(new StudyEvent.ChangeCommanded(wanted, List.copyOf(prunedByHand)));
  }

  private List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("named " + random.nextInt());
    }
    return names;
  }

  private void command() {
    if (handled < commands.size()) {
      turn(commands.get(handled), true);
    }
  }

  private void answer() {
    if (mail.isEmpty()) {
      return;
    }
    Mail next = mail.remove(random.nextInt(4) == 0 ? random.nextInt(mail.size()) : 0);
    Story.Chapter chapter = next.chapter();
    boolean waited =
        next.epoch() == epoch
            && next.answer().ask() == state.talk().asks()
            && state.talk().asked() != StudyTalk.IDLE;
    if (next.epoch() != epoch) {
      return;
    }
    if (!waited) {
      counts.late++;
    } else if (next.answer() instanceof StudyEvent.SuggestFailed failed
        && failed.reason().equals("forgotten")) {
      story.forgotten();
    } else if (chapter != null) {
      assertThat(story.heard(chapter, chapter.known() + chapter.told().size())).isTrue();
    }
    turn(next.answer(), false);
  }

  private void execute() {
    List<Integer> numbers = List.copyOf(executions.keySet());
    if (numbers.isEmpty()) {
      return;
    }
    int number = numbers.get(random.nextInt(numbers.size()));
    Execution execution = executions.get(number);
    SimulatedTrial trial = number < trials.size() ? trials.get(number) : null;
    if (execution == null || trial == null || trial.result != null) {
      executions.remove(number);
      return;
    }
    execution.said++;
    LifecycleStatus end = execution.end == null ? next(execution) : execution.end;
    if (end == null) {
      // A retried attempt says nothing new until it has come as far as the one before.
      if (execution.said > trial.reports) {
        trial.reports++;
        if (random.nextBoolean()) {
          changed.add(number);
        }
      }
      turn(new StudyEvent.Reported(), false);
    } else {
      execution.end = end;
      ended(trial, end);
      turn(raised.removeLast(), false);
    }
  }

  private @Nullable LifecycleStatus next(Execution execution) {
    int dice = random.nextInt(10);
    if (execution.stopped && dice < 7) {
      return dice < 5
          ? new LifecycleStatus.Cancelled(true)
          : new LifecycleStatus.Succeeded(new RunResult(Map.of("auc", 0.5), null, true));
    }
    return switch (dice) {
      case 6 ->
          new LifecycleStatus.Failed(
              RunFailure.of(RunFailure.Kind.PROGRAM, "program.error", "It failed."));
      case 7 -> new LifecycleStatus.Succeeded(new RunResult(Map.of(), null, false));
      case 8, 9 ->
          new LifecycleStatus.Succeeded(
              new RunResult(Map.of("auc", random.nextDouble()), null, false));
      default -> null;
    };
  }

  private void killAWorker() {
    for (Execution execution : executions.values()) {
      if (execution.end == null && random.nextBoolean()) {
        // The run machine tries again, with the same number and parameters.
        execution.said = 0;
        counts.killed++;
      }
    }
  }

  private void pass(Duration time) {
    Instant until = now.plus(time);
    for (int i = 0; i < 1_000; i++) {
      Instant due = machine.due(state).orElse(null);
      if (due == null || due.isAfter(until)) {
        break;
      }
      now = due.isAfter(now) ? due : now;
      turn(new StudyEvent.TimersDue(), false);
    }
    now = until;
  }

  // --------------------------------------------------------------------------- decide, store, act

  private void turn(StudyEvent event, boolean command) {
    raised.addLast(event);
    boolean before = state.phase().terminal();
    for (StudyEvent next = raised.poll(); next != null; next = raised.poll()) {
      decide(next);
    }
    commit(command, state.phase().terminal() && !before);
  }

  private void decide(StudyEvent event) {
    StudyState before = state;
    StudyDecision decision = machine.decide(before, event, now);
    state = decision.state();
    if (!state.equals(before)
        || decision.effects().stream()
            .anyMatch(effect ->
                !(effect instanceof StudyEffect.CountDuplicate
                    || effect instanceof StudyEffect.CountStale
                    || effect instanceof StudyEffect.PublishAgain))) {
      visited.add(new Transition<>(before.phase(), event.kind(), state.phase()));
    }
    if (before.phase().terminal()) {
      assertThat(state).isEqualTo(before);
    }
    if (event instanceof StudyEvent.Suggested suggested
        && before.talk().asked() != StudyTalk.IDLE
        && suggested.ask() == before.talk().asks()) {
      suggested.proposals().stream().limit(before.talk().asked()).forEach(accepted::addLast);
    }
    decision.effects().forEach(this::perform);
    if (state.phase() != StudyPhase.SEARCHING || budgetOver()) {
      accepted.clear();
    }
    assertThat(state.held()).as("no proposal is lost").containsExactlyElementsOf(accepted);
    counts.held += state.held().isEmpty() ? 0 : 1;
  }

  private boolean budgetOver() {
    Instant startedAt = state.startedAt();
    return startedAt != null
        && !order.timeBudget().isZero()
        && !now.isBefore(startedAt.plus(order.timeBudget()));
  }

  private void perform(StudyEffect effect) {
    switch (effect) {
      case StudyEffect.Publish publish -> owed.add(publish);
      case StudyEffect.PublishAgain _ -> storedOwed.forEach(this::tell);
      case StudyEffect.BeginTrial begin -> begin(begin);
      case StudyEffect.StopTrial stop -> stop(stop);
      case StudyEffect.Ask ask -> ask(ask);
      case StudyEffect.TellChange _, StudyEffect.CountDuplicate _, StudyEffect.CountStale _ -> {}
    }
  }

  private void begin(StudyEffect.BeginTrial begin) {
    assertThat(begin.number()).as("numbers have no gaps").isEqualTo(trials.size());
    assertThat(begin.number()).as("the budget").isLessThan(state.settings().trials());
    assertThat(budgetOver()).as("the time budget").isFalse();
    assertThat(state.settings().paused() || state.settings().stopping()).isFalse();
    if (begin.proposed()) {
      assertThat(begin.parameters()).as("in order").isEqualTo(accepted.pollFirst());
    }
    SimulatedTrial trial =
        new SimulatedTrial(begin.number(), begin.parameters(), begin.proposed(), ++places);
    trials.add(trial);
    story.begun(trial);
    changed.add(begin.number());
    starts.add(begin.number());
    assertThat(live(trials)).as("parallelism").isLessThanOrEqualTo(state.settings().parallelism());
  }

  private void stop(StudyEffect.StopTrial stop) {
    SimulatedTrial trial = trials.get(stop.number());
    assertThat(trial.result).isNull();
    if (trial.stop == TrialStop.NONE) {
      trial.stop = stop.reason();
    }
    changed.add(stop.number());
    if (!executions.containsKey(stop.number()) || random.nextInt(3) == 0) {
      // It waits for a slot, and ends at once.
      ended(trial, new LifecycleStatus.Cancelled(false));
    } else {
      stops.add(stop.number());
    }
  }

  private void tellToStop(int number) {
    Execution execution = executions.get(number);
    if (execution != null) {
      execution.stopped = true;
    }
  }

  private void ended(SimulatedTrial trial, LifecycleStatus end) {
    assertThat(trial.result).as("a trial ends once").isNull();
    OptionalDouble last = trial.reports == 0 ? OptionalDouble.empty() : OptionalDouble.of(0.5);
    TrialResult result = order.judge(end, trial.stop, last);
    trial.result = result;
    trial.endedPlace = ++places;
    story.ended(trial);
    changed.add(trial.number());
    raised.addLast(new StudyEvent.TrialEnded(trial.number(), result));
  }

  private void ask(StudyEffect.Ask ask) {
    assertThat(ask.count()).isBetween(0, StudyTalk.MOST);
    SimulatedTuning tuning = choose();
    if (tuning == null) {
      mail.add(new Mail(epoch, new StudyEvent.SuggestFailed(ask.ask(), "nobody", false), null));
      return;
    }
    if (!tuning.address.equals(instance)) {
      story.forgotten();
      instance = tuning.address;
      counts.retold++;
    }
    Story.Chapter chapter = story.next();
    boolean lost = faults && random.nextInt(12) == 0;
    if (lost && random.nextBoolean()) {
      // The question never arrives, and nobody says so: patience ends it.
      return;
    }
    StudyEvent.Answer answer;
    if (tuning.refuses) {
      answer = new StudyEvent.DefinitionRefused(ask.ask(), "parameters: must not be empty");
    } else if (!tuning.hear(chapter)) {
      answer = new StudyEvent.SuggestFailed(ask.ask(), "forgotten", false);
    } else if (chapter.whole()) {
      answer = propose(ask, tuning);
    } else {
      answer = new StudyEvent.StoryHeard(ask.ask(), prunes(tuning));
    }
    if (lost) {
      answer = new StudyEvent.SuggestFailed(ask.ask(), "too slow", true);
    }
    boolean heard =
        answer instanceof StudyEvent.Suggested || answer instanceof StudyEvent.StoryHeard;
    mail.add(new Mail(epoch, answer, heard ? chapter : null));
  }

  private @Nullable SimulatedTuning choose() {
    List<SimulatedTuning> there = tunings.stream().filter(tuning -> tuning.up).toList();
    for (SimulatedTuning tuning : there) {
      if (tuning.address.equals(instance)) {
        return tuning;
      }
    }
    return there.isEmpty() ? null : there.get(random.nextInt(there.size()));
  }

  private StudyEvent.Answer propose(StudyEffect.Ask ask, SimulatedTuning tuning) {
    List<String> proposed = new ArrayList<>();
    int left = space == Integer.MAX_VALUE ? ask.count() : Math.max(0, space - proposals);
    boolean nothing = faults && random.nextInt(20) == 0;
    for (int i = 0; i < Math.min(ask.count(), left) && !nothing; i++) {
      proposed.add("proposal " + ++proposals);
    }
    return new StudyEvent.Suggested(
        ask.ask(),
        new Placement("tuning", tuning.address),
        proposed,
        prunes(tuning),
        space != Integer.MAX_VALUE && proposals >= space);
  }

  private List<Integer> prunes(SimulatedTuning tuning) {
    List<Integer> running = tuning.running();
    return running.isEmpty() || random.nextInt(6) > 0
        ? List.of()
        : List.of(running.get(random.nextInt(running.size())));
  }

  // ----------------------------------------------------------------------------- store and recover

  private void commit(boolean command, boolean over) {
    List<Runnable> writes = new ArrayList<>();
    for (int number : changed) {
      SimulatedTrial copy = trials.get(number).copy();
      writes.add(() -> storedTrials.put(copy.number(), copy));
    }
    StudyState known = stored;
    boolean changes =
        known == null ? state.phase() != StudyPhase.CREATED : !state.sameDurably(known);
    if (changes) {
      StudyState durable = state;
      List<StudyEffect.Publish> publishes = List.copyOf(owed);
      writes.add(() -> {
        stored = durable;
        storedOwed = publishes.isEmpty() ? storedOwed : publishes;
      });
    } else {
      assertThat(owed).isEmpty();
    }
    int luck = faults ? random.nextInt(over ? 8 : 80) : 79;
    // What lies in the changelog after a crash is a beginning of what was written.
    int written = luck == 0 ? random.nextInt(writes.size() + 1) : writes.size();
    writes.subList(0, written).forEach(Runnable::run);
    if (command && luck > 1) {
      handled++;
    }
    if (luck <= 1) {
      crash();
      return;
    }
    changed.clear();
    owed.forEach(this::tell);
    owed = new ArrayList<>();
    starts.forEach(number -> executions.putIfAbsent(number, new Execution()));
    starts.clear();
    stops.forEach(this::tellToStop);
    stops.clear();
    storedTrials.values().forEach(this::tellEnd);
  }

  private void tell(StudyEffect.Publish publish) {
    StudyEffect.Publish before = told.put(publish.sequence(), publish);
    if (before != null) {
      assertThat(publish).as("the same number is the same status").isEqualTo(before);
    }
    assertThat(told.headMap(publish.sequence()).values())
        .as("nothing is said after the end")
        .noneMatch(earlier -> earlier.status().terminal());
  }

  private void tellEnd(SimulatedTrial trial) {
    TrialResult result = trial.result;
    if (result != null) {
      TrialResult before = toldEnds.put(trial.number(), result);
      assertThat(before == null || before.equals(result)).as("one end of a trial").isTrue();
    }
  }

  /** The process dies; another one finds what is stored. */
  private void crash() {
    epoch++;
    counts.takeovers++;
    raised.clear();
    accepted.clear();
    changed.clear();
    owed = new ArrayList<>();
    starts.clear();
    stops.clear();
    story = new Story(CHAPTER);
    instance = "";
    trials = new ArrayList<>();
    places = 0;
    StudyState found = stored;
    if (found == null) {
      assertThat(storedTrials).isEmpty();
      state = StudyState.created(ID);
      return;
    }
    StudyTally tally = StudyTally.NOTHING;
    Map<Integer, TrialStop> running = new TreeMap<>();
    Map<Long, SimulatedTrial> happened = new TreeMap<>();
    for (SimulatedTrial one : storedTrials.values()) {
      SimulatedTrial trial = one.copy();
      assertThat(trial.number()).as("no stored trial is missing").isEqualTo(trials.size());
      trials.add(trial);
      happened.put(trial.begunPlace, trial);
      tally = tally.withBegun(trial.proposed);
      TrialResult result = trial.result;
      if (result == null) {
        running.put(trial.number(), trial.stop);
        executions.putIfAbsent(trial.number(), new Execution());
        if (trial.stop != TrialStop.NONE) {
          tellToStop(trial.number());
        }
      } else {
        tally = tally.withEnded(result, order);
        happened.put(trial.endedPlace, trial);
      }
    }
    happened.forEach((place, trial) -> {
      if (place == trial.begunPlace) {
        story.begun(trial);
      } else {
        story.ended(trial);
      }
      places = place;
    });
    state = found.restored(tally, running);
    storedOwed.forEach(this::tell);
    if (state.phase().terminal()) {
      assertThat(running).as("nothing goes on after the end").isEmpty();
    } else {
      turn(new StudyEvent.Recovered(), false);
    }
  }

  // --------------------------------------------------------------------------------------- checks

  private static long live(List<SimulatedTrial> trials) {
    return trials.stream().filter(trial -> trial.result == null).count();
  }

  private void check() {
    StudyTally tally = StudyTally.NOTHING;
    for (SimulatedTrial trial : trials) {
      TrialResult result = trial.result;
      tally = tally.withBegun(trial.proposed);
      tally = result == null ? tally : tally.withEnded(result, order);
      assertThat(state.running().containsKey(trial.number())).isEqualTo(result == null);
    }
    assertThat(state.tally()).isEqualTo(tally);
    assertThat(told.values().stream().filter(publish -> publish.status().terminal()).count())
        .isLessThanOrEqualTo(1);
    Set<String> parameters = new HashSet<>();
    trials.stream()
        .filter(trial -> trial.proposed)
        .forEach(trial -> assertThat(parameters.add(trial.parameters())).as("used once").isTrue());
  }

  private void checkTheEnd() {
    assertThat(live(trials)).as("all trials have ended").isZero();
    assertThat(storedTrials).hasSize(trials.size());
    assertThat(told.lastEntry().getValue().status().terminal()).isTrue();
    counts.pruned += state.tally().pruned();
    counts.recognized = tunings.stream().mapToInt(tuning -> tuning.recognized).sum();
    if (told.lastEntry().getValue().status() instanceof LifecycleStatus.Succeeded succeeded) {
      counts.succeeded++;
      if (!succeeded.result().stoppedEarly() && !state.exhausted() && !budgetOver()) {
        assertThat(trials).as("exactly as many as were ordered").hasSize(state.settings().trials());
        counts.exact++;
      }
    }
    counts.cancelled += state.phase() == StudyPhase.CANCELLED ? 1 : 0;
  }

  private SimulatedTuning any() {
    return tunings.get(random.nextInt(tunings.size()));
  }
}
