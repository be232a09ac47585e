package signalbox.orchestrator.service.engine;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import signalbox.events.v1.Status;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.Decision;
import signalbox.orchestrator.core.Dispatcher;
import signalbox.orchestrator.core.Effect;
import signalbox.orchestrator.core.Grant;
import signalbox.orchestrator.core.InstanceView;
import signalbox.orchestrator.core.ProjectLimits;
import signalbox.orchestrator.core.RetryBudget;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunMachine;
import signalbox.orchestrator.core.RunPhase;
import signalbox.orchestrator.core.RunState;
import signalbox.orchestrator.core.StudyMachine;
import signalbox.orchestrator.service.grpc.AttemptSession;
import signalbox.orchestrator.service.grpc.MlInstances;
import signalbox.orchestrator.service.grpc.Suggestions;
import signalbox.orchestrator.service.kafka.CommandReader;
import signalbox.orchestrator.service.kafka.CommandSink;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.management.Meters;
import signalbox.orchestrator.service.tracing.LogContext;
import signalbox.orchestrator.service.tracing.Tracing;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Owns all runs and studies of the partitions that this process has. One thread takes what has come
 * in, asks the machines, and then, for the whole batch at once: writes the new states to the
 * changelog and waits until Kafka has them; only then tells the world, and only then acts. After a
 * crash the next owner finds each state with the statuses that belong to it, and says them again
 * under the same numbers and ids.
 *
 * <p>What comes in is bounded: commands by {@value #COMMANDS} permits, events of attempts by what
 * each stream may hold, answers of the tuning service by one question a study.
 */
public final class Engine implements CommandSink, AttemptSession.Listener, AutoCloseable {
  static final int COMMANDS = 1_000;
  static final int BATCH = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final RunMachine machine;
  private final RunMachine trialMachine;
  private final Dispatcher dispatcher;
  private final KafkaWriter writer;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Tracing tracing;
  private final Runnable onFailure;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Semaphore permits = new Semaphore(COMMANDS);
  private final Map<Integer, Long> handled = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean running = true;
  private volatile int waitingRuns;
  private volatile int workingRuns;
  private volatile int livingStudies;

  // Only the engine's thread touches what follows.
  private final KnownRuns runs = new KnownRuns();
  private final Timers timers;
  private final Journal journal;
  private final Attempts attempts;
  private final Conductor conductor;
  private final Recovery recovery;
  private final QueueNews news;
  private final Elsewhere elsewhere;
  private final Loads loads;
  private final List<Runnable> storedCallbacks = new ArrayList<>();
  private final List<Act> acts = new ArrayList<>();
  private final Map<Integer, Long> batchOffsets = new HashMap<>();
  private int batchCommands;

  private record Act(Run run, Effect effect) {}

  /**
   * @param machine decides about runs
   * @param trialMachine decides about runs that are trials; as patient as the other one
   * @param retries how many lost attempts of a service may be tried again
   * @param onFailure called once it broke; what is in its memory is worth nothing then
   */
  public Engine(
      RunMachine machine,
      RunMachine trialMachine,
      StudyMachine studies,
      RetryBudget.Policy retries,
      KafkaWriter writer,
      MlInstances instances,
      Suggestions suggestions,
      Clock clock,
      MeterRegistry meters,
      Tracing tracing,
      Runnable onFailure) {
    this.machine = machine;
    this.trialMachine = trialMachine;
    this.dispatcher = new Dispatcher(retries);
    this.news = new QueueNews(dispatcher, runs);
    this.elsewhere = new Elsewhere(dispatcher);
    this.loads = new Loads(dispatcher);
    this.writer = writer;
    this.timers = new Timers(machine, runs);
    this.journal = new Journal(writer);
    this.conductor =
        new Conductor(
            studies, writer, journal, runs, suggestions, this::apply, inbox::add, clock, meters);
    this.attempts =
        new Attempts(
            instances,
            (run, event) -> inbox.add(() -> apply(run, event)),
            run -> inbox.add(() -> conductor.reported(run)));
    this.recovery = new Recovery(runs, conductor, dispatcher, journal, this::apply, clock);
    this.clock = clock;
    this.meters = meters;
    this.tracing = tracing;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("engine").unstarted(this::run);
    measure();
  }

  private void measure() {
    Gauge.builder("signalbox.runs.waiting", this, engine -> engine.waitingRuns)
        .description("Runs that wait for a slot")
        .register(meters);
    Gauge.builder("signalbox.runs.working", this, engine -> engine.workingRuns)
        .description("Runs that are under way")
        .register(meters);
    Gauge.builder("signalbox.studies.alive", this, engine -> engine.livingStudies)
        .description("Studies that have not ended")
        .register(meters);
    Meters.counters(
        meters,
        "signalbox.commands",
        "Commands for runs and studies that were taken",
        "kind",
        List.of("START_COMMANDED", "CANCEL_COMMANDED", "CHANGE_COMMANDED"));
    Meters.counters(
        meters,
        "signalbox.commands.duplicate",
        "Commands that had come before",
        "kind",
        List.of("START_COMMANDED", "CANCEL_COMMANDED", "CHANGE_COMMANDED"));
    Meters.counters(
        meters,
        "signalbox.events.stale",
        "Events of attempts that were refused because a newer attempt had fenced them",
        "event",
        Stream.of(
                RunEvent.Kind.REFUSED,
                RunEvent.Kind.ACCEPTED,
                RunEvent.Kind.STARTED,
                RunEvent.Kind.CONTACTED,
                RunEvent.Kind.FINISHED,
                RunEvent.Kind.FAILED,
                RunEvent.Kind.CANCELLED,
                RunEvent.Kind.STREAM_BROKEN,
                RunEvent.Kind.ATTEMPT_LOST)
            .map(RunEvent.Kind::name)
            .toList());
  }

  /** Begins to work; {@code surroundings} names this engine as the listener. */
  public void start(AttemptSession.Surroundings around) {
    attempts.begin(around);
    thread.start();
  }

  /** An instance has said something, or nothing. Never blocks. */
  public void instance(InstanceView view) {
    inbox.add(() -> {
      dispatcher.instance(view);
      loads.instance(view.instance(), view.service());
    });
  }

  /** What a project may have from now on. Never blocks. */
  public void project(ProjectLimits limits) {
    inbox.add(() -> dispatcher.project(limits));
  }

  /**
   * The changelog of a partition tells of a run; null: the run is forgotten. What it tells of this
   * process's own partitions is ignored. Never blocks.
   */
  public void elsewhere(int partition, String runId, @Nullable StoredRun stored) {
    inbox.add(() -> elsewhere.told(partition, runId, stored));
  }

  /** What this orchestrator has to do with an instance, a moment ago. Called on any thread. */
  public InstanceLoad load(String instance) {
    return loads.of(instance);
  }

  // -------------------------------------------------------------------------------------------
  // from the command topic

  @Override
  public void command(
      CommandReader.Read.ForRun command, String key, int partition, long offset, String trace)
      throws InterruptedException {
    handle(
        partition,
        offset,
        command.event().kind().name(),
        () -> {
          if (command.event() instanceof RunEvent.CancelCommanded cancel
              && conductor.cancel(command.runId(), cancel)) {
            return;
          }
          Run run =
              runs.orNew(command.runId(), id -> new Run(partition, key, RunState.created(id)));
          if (run.traceparent.isEmpty()) {
            run.traceparent = trace;
          }
          if (run.startRun.isEmpty() && !run.state.phase().terminal()) {
            run.startRun = command.startRun();
          }
          if (command.event() instanceof RunEvent.CancelCommanded) {
            conductor.stopping(run);
          }
          apply(run, command.event());
          news.changed();
        });
  }

  @Override
  public void command(CommandReader.Read.ForStudy command, int partition, long offset, String trace)
      throws InterruptedException {
    handle(
        partition,
        offset,
        command.event().kind().name(),
        () -> conductor.command(command, partition, trace));
  }

  private void handle(int partition, long offset, String kind, Runnable command)
      throws InterruptedException {
    permits.acquire();
    inbox.add(() -> {
      batchCommands++;
      batchOffsets.put(partition, offset + 1);
      meters.counter("signalbox.commands", "kind", kind).increment();
      command.run();
    });
  }

  @Override
  public void passed(int partition, long offset) throws InterruptedException {
    permits.acquire();
    inbox.add(() -> {
      batchCommands++;
      batchOffsets.put(partition, offset + 1);
    });
  }

  @Override
  public Map<Integer, Long> handled() {
    return Map.copyOf(handled);
  }

  @Override
  public void assigned(int partition, Collection<StoredRun> stored) {
    inbox.add(() -> {
      elsewhere.own(partition);
      recovery.take(partition, stored);
    });
  }

  @Override
  public void revoked(Collection<Integer> partitions) throws InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    inbox.add(() -> {
      // What was commanded counts as handled with the commit.
      conductor.settle();
      commit();
      journal.awaitStatuses();
      elsewhere.disown(partitions);
      conductor.revoked(partitions);
      for (Run run : runs.all()) {
        if (partitions.contains(run.partition)) {
          Attempts.drop(run);
          runs.remove(run);
          elsewhere.left(run);
        }
      }
      done.complete(null);
    });
    while (running && !done.isDone()) {
      try {
        done.get(100, TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException notYet) {
        LOG.debug("The engine has not let go of {} yet", partitions);
      } catch (ExecutionException broken) {
        throw new IllegalStateException(broken);
      }
    }
    partitions.forEach(handled::remove);
  }

  @Override
  public void heard(AttemptSession session, List<AttemptSession.Said> said) {
    inbox.add(() -> said.forEach(one -> hear(session, one)));
  }

  private void hear(AttemptSession session, AttemptSession.Said said) {
    Run run = runs.get(session.runId());
    if (run == null || run.session != session) {
      stale(session.instance(), said.event().kind());
    } else {
      run.brokenInARow = 0;
      hear(session, run, said.event(), said.before());
    }
    storedCallbacks.add(said.stored());
  }

  /** What the attempt says is a span of its stream, and what follows from it lies under that. */
  private void hear(
      AttemptSession session, Run run, RunEvent.AttemptEvent event, List<Status> before) {
    if (!tracing.on() || event instanceof RunEvent.Contacted) {
      apply(run, event, before);
      return;
    }
    String name = "event " + event.kind().name().toLowerCase(Locale.ROOT);
    try (Tracing.Begun heard = tracing.begin(name, SpanKind.INTERNAL, session.traceparent())) {
      run.cause = heard.traceparent();
      apply(run, event, before);
    }
  }

  @Override
  public void broke(AttemptSession session, String reason) {
    inbox.add(() -> {
      Run run = runs.get(session.runId());
      if (run != null && run.session == session) {
        LOG.info("The stream of run {} broke: {}", session.runId(), reason);
        run.brokenInARow++;
        apply(run, new RunEvent.StreamBroken(session.attempt(), run.brokenInARow, reason));
      }
    });
  }

  @Override
  public void delivered(AttemptSession session, CancelMode mode) {
    inbox.add(() -> {
      Run run = runs.get(session.runId());
      // Each new stream carries the stop again; it is told once.
      if (run != null && run.session == session && run.stopDelivered != mode) {
        run.stopDelivered = mode;
        journal.tell(
            run,
            writer
                .status()
                .setRunId(run.id())
                .setAttempt(session.attempt())
                .setSequence(run.state.eventSequence())
                .setCancelDelivered(LifecycleStatuses.delivered(mode, session.instance()))
                .build());
      }
    });
  }

  @Override
  public void full(AttemptSession session) {
    inbox.add(() -> dispatcher.full(session.instance()));
  }

  // --------------------------------------------------------------------------------------------------------- the loop

  private void run() {
    try {
      while (running) {
        cycle();
      }
    } catch (InterruptedException stopped) {
      LOG.debug("The engine was stopped");
    } catch (RuntimeException broken) {
      if (running) {
        LOG.error("The engine broke; the process ends and the runs are taken over", broken);
        running = false;
        onFailure.run();
      }
    }
  }

  private void cycle() throws InterruptedException {
    Runnable first = inbox.poll(patience(), TimeUnit.MILLISECONDS);
    List<Runnable> batch = new ArrayList<>();
    if (first != null) {
      batch.add(first);
      inbox.drainTo(batch, BATCH - 1);
    }
    conductor.forget();
    batch.forEach(Runnable::run);
    timers.fire(clock.instant(), run -> apply(run, new RunEvent.TimersDue()));
    conductor.look();
    dispatch();
    news.tell(clock.instant(), this::apply);
    commit();
    loads.publish(clock.instant());
    waitingRuns = dispatcher.queued();
    workingRuns = runs.alive() - waitingRuns;
    livingStudies = conductor.alive();
  }

  private long patience() {
    Duration most = dispatcher.queued() > 0 ? Duration.ofMillis(250) : Duration.ofSeconds(1);
    Instant now = clock.instant();
    return conductor.pause(now, timers.pause(now, most)).toMillis();
  }

  private void dispatch() {
    Instant now = clock.instant();
    for (Optional<Grant> grant = dispatcher.next(now);
        grant.isPresent();
        grant = dispatcher.next(now)) {
      Run run = runs.get(grant.get().runId());
      if (run == null) {
        dispatcher.forget(grant.get().runId());
      } else {
        apply(run, new RunEvent.SlotGranted(grant.get().placement()));
      }
    }
  }

  private void apply(Run run, RunEvent event) {
    apply(run, event, List.of());
  }

  /**
   * @param observed what is to be told before anything that follows from the event
   */
  private void apply(Run run, RunEvent event, List<Status> observed) {
    RunState before = run.state;
    RunMachine decides = run.trial == null ? machine : trialMachine;
    Decision decision = decides.decide(before, event, clock.instant());
    run.state = decision.state();
    trace(run, before.phase());
    boolean told = false;
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.Publish publish) {
        if (!told) {
          observed.forEach(status -> journal.owe(run, status));
        }
        told = true;
        journal.owe(
            run,
            LifecycleStatuses.fill(
                    writer
                        .status()
                        .setRunId(run.state.runId())
                        .setAttempt(publish.attempt())
                        .setSequence(publish.sequence()),
                    publish.status(),
                    run.state.order())
                .build());
        Trial trial = run.trial;
        if (trial != null && publish.status().terminal()) {
          journal.owe(run, conductor.ended(run, trial, publish.status()));
        }
      } else if (effect instanceof Effect.CountStale stale) {
        AttemptSession session = run.session;
        stale(session == null ? "" : session.instance(), stale.event());
      } else {
        acts.add(new Act(run, effect));
      }
    }
    if (told) {
      log(run, event);
    } else {
      observed.forEach(status -> journal.tell(run, status));
    }
    if (!run.state.sameDurably(before)) {
      journal.changed(run);
      dispatcher.update(run.state, clock.instant());
    }
    if (run.state.phase().terminal() && !before.phase().terminal()) {
      run.startRun = ByteString.EMPTY;
      runs.ended(run).forEach(journal::forgotten);
    }
    timers.set(run);
  }

  /** The time in the queue is a span, and what a granted slot leads to lies under it. */
  private void trace(Run run, RunPhase before) {
    RunPhase now = run.state.phase();
    if (now == before) {
      return;
    }
    Tracing.Begun waiting = run.waiting;
    if (waiting != null) {
      run.granted = waiting.traceparent();
      waiting.close();
      run.waiting = null;
    }
    if (now == RunPhase.QUEUED && tracing.on()) {
      run.waiting = tracing.begin("wait for slot", SpanKind.INTERNAL, run.traceparent);
    }
  }

  private void stale(String instance, RunEvent.Kind event) {
    meters.counter("signalbox.events.stale", "event", event.name()).increment();
    loads.staleEvent(instance);
  }

  private static void log(Run run, RunEvent event) {
    try (LogContext _ = LogContext.of(run.cause(), run.state.runId())) {
      // Of trials there are thousands, and their study is told of.
      LOG.atLevel(run.trial == null ? Level.INFO : Level.DEBUG)
          .log(
              "Run {} attempt {} is {} upon {}",
              run.state.runId(),
              run.state.attempt(),
              run.state.phase(),
              event.kind());
    }
  }

  private void commit() {
    journal.commit(clock.instant());
    handled.putAll(batchOffsets);
    batchOffsets.clear();
    permits.release(batchCommands);
    batchCommands = 0;
    List<Runnable> callbacks = List.copyOf(storedCallbacks);
    storedCallbacks.clear();
    callbacks.forEach(Runnable::run);
    List<Act> todo = List.copyOf(acts);
    acts.clear();
    todo.forEach(act -> act(act.run(), act.effect()));
  }

  private void act(Run run, Effect effect) {
    switch (effect) {
      case Effect.StartAttempt start -> attempts.start(run, start);
      case Effect.Attach attach -> attempts.attach(run, attach);
      case Effect.SendCancel cancel -> attempts.cancel(run, cancel);
      case Effect.Abandon abandon -> attempts.abandon(run, abandon);
      case Effect.CloseStream close -> attempts.close(run, close);
      case Effect.PublishAgain _ -> journal.repeat(run);
      case Effect.CountDuplicate duplicate ->
          meters
              .counter("signalbox.commands.duplicate", "kind", duplicate.event().name())
              .increment();
      case Effect.Publish _, Effect.CountStale _ ->
          throw new IllegalStateException("Done before: " + effect);
    }
  }

  /** True while it works. */
  public boolean alive() {
    return running && thread.isAlive();
  }

  /** Stops after the batch at hand; attempts go on at their instances. */
  @Override
  public void close() {
    inbox.add(() -> {
      running = false;
      runs.all().forEach(Attempts::drop);
    });
    join(Duration.ofSeconds(5));
    abort();
  }

  /** Stops at once, as a crash would. */
  public void abort() {
    running = false;
    thread.interrupt();
    join(Duration.ofSeconds(2));
  }

  private void join(Duration patience) {
    try {
      thread.join(patience);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
