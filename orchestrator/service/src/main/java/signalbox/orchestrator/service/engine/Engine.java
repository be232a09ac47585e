package signalbox.orchestrator.service.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.orchestrator.core.Decision;
import signalbox.orchestrator.core.Dispatcher;
import signalbox.orchestrator.core.Effect;
import signalbox.orchestrator.core.Grant;
import signalbox.orchestrator.core.InstanceView;
import signalbox.orchestrator.core.Placement;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunMachine;
import signalbox.orchestrator.core.RunState;
import signalbox.orchestrator.core.WaitReason;
import signalbox.orchestrator.service.grpc.AttemptSession;
import signalbox.orchestrator.service.grpc.MlInstance;
import signalbox.orchestrator.service.grpc.MlInstances;
import signalbox.orchestrator.service.kafka.CommandReader;
import signalbox.orchestrator.service.kafka.CommandSink;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.service.tracing.Tracing;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Owns all runs of the partitions that this process has. One thread takes what has come in, asks
 * the machine, and then, for the whole batch at once: writes the new states to the changelog and
 * waits until Kafka has them; only then tells the world, and only then acts. After a crash the next
 * owner finds each state with the statuses that belong to it, and says them again under the same
 * numbers and ids.
 *
 * <p>What comes in is bounded: commands by {@value #COMMANDS} permits, events of attempts by what
 * each stream may hold.
 */
public final class Engine implements CommandSink, AttemptSession.Listener, AutoCloseable {
  static final int COMMANDS = 1_000;
  static final int BATCH = 500;
  static final int ENDED_KEPT = 10_000;
  static final int REASONS_TOLD = 1_000;
  static final int REASONS_AT_ONCE = 100;
  static final Duration REASONS_EVERY = Duration.ofSeconds(1);

  /** Statuses of changes within this time before the last one are said again after a crash. */
  static final Duration SAID_AGAIN = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final RunMachine machine;
  private final Dispatcher dispatcher = new Dispatcher();
  private final KafkaWriter writer;
  private final MlInstances instances;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Runnable onFailure;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Semaphore permits = new Semaphore(COMMANDS);
  private final Map<Integer, Long> handled = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean running = true;
  private volatile int waitingRuns;
  private volatile int workingRuns;

  // Only the engine's thread touches what follows.
  private final Map<String, Run> runs = new HashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final Map<String, Run> changed = new LinkedHashMap<>();
  private final List<Runnable> storedCallbacks = new ArrayList<>();
  private final List<Act> acts = new ArrayList<>();
  private final List<CompletableFuture<Void>> statusesUnderWay = new ArrayList<>();
  private final Map<Integer, Long> batchOffsets = new HashMap<>();
  private final Map<String, Integer> forgotten = new LinkedHashMap<>();
  private AttemptSession.@Nullable Surroundings surroundings;
  private int batchCommands;
  private Instant reasonsAt = Instant.EPOCH;

  private record Timer(Instant at, String runId) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return at.compareTo(other.at);
    }
  }

  private record Act(Run run, Effect effect) {}

  private static final class Run {
    final int partition;
    RunState state;
    ByteString startRun = ByteString.EMPTY;
    String traceparent = "";
    List<Status> statuses = List.of();
    final List<Status> unsent = new ArrayList<>();
    @Nullable AttemptSession session;
    int brokenInARow;
    @Nullable Instant timerAt;
    String reasonKey = "";

    Run(int partition, RunState state) {
      this.partition = partition;
      this.state = state;
    }
  }

  public Engine(
      RunMachine machine,
      KafkaWriter writer,
      MlInstances instances,
      Clock clock,
      MeterRegistry meters,
      Runnable onFailure) {
    this.machine = machine;
    this.writer = writer;
    this.instances = instances;
    this.clock = clock;
    this.meters = meters;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("engine").unstarted(this::run);
    meters.gauge("signalbox.runs.waiting", this, engine -> engine.waitingRuns);
    meters.gauge("signalbox.runs.working", this, engine -> engine.workingRuns);
  }

  /** Begins to work; {@code surroundings} names this engine as the listener. */
  public void start(AttemptSession.Surroundings around) {
    this.surroundings = around;
    thread.start();
  }

  /** An instance has said something, or nothing. Never blocks. */
  public void instance(InstanceView view) {
    inbox.add(() -> dispatcher.instance(view));
  }

  // -------------------------------------------------------------------------------------------
  // from the command topic

  @Override
  public void command(CommandReader.Read.ForRun command, int partition, long offset, String trace)
      throws InterruptedException {
    permits.acquire();
    inbox.add(() -> {
      batchCommands++;
      batchOffsets.put(partition, offset + 1);
      meters.counter("signalbox.commands", "kind", command.event().kind().name()).increment();
      Run run =
          runs.computeIfAbsent(command.runId(), id -> new Run(partition, RunState.created(id)));
      if (run.traceparent.isEmpty()) {
        run.traceparent = trace;
      }
      if (run.startRun.isEmpty() && !run.state.phase().terminal()) {
        run.startRun = command.startRun();
      }
      apply(run, command.event());
      if (dispatcher.queued() <= REASONS_AT_ONCE) {
        reasonsAt = Instant.EPOCH;
      }
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
    inbox.add(() -> recover(partition, stored));
  }

  @Override
  public void revoked(Collection<Integer> partitions) throws InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    inbox.add(() -> {
      commit();
      awaitStatuses();
      for (Run run : List.copyOf(runs.values())) {
        if (partitions.contains(run.partition)) {
          AttemptSession session = run.session;
          if (session != null) {
            session.drop();
          }
          dispatcher.forget(run.state.runId());
          runs.remove(run.state.runId());
          ended.remove(run.state.runId());
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

  private void recover(int partition, Collection<StoredRun> stored) {
    Instant newest =
        stored.stream()
            .map(run -> Times.instant(run.getChangedAt()))
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH);
    int alive = 0;
    for (StoredRun record : stored) {
      Run run = new Run(partition, StoredRuns.read(record));
      run.startRun = record.getStartRun();
      run.traceparent = record.getTraceparent();
      run.statuses = statuses(record);
      runs.put(run.state.runId(), run);
      dispatcher.update(run.state);
      boolean terminal = run.state.phase().terminal();
      if (terminal) {
        ended.add(run.state.runId());
      } else {
        alive++;
      }
      if (!terminal || Times.instant(record.getChangedAt()).plus(SAID_AGAIN).isAfter(newest)) {
        run.statuses.forEach(status -> tell(run, status));
      }
      apply(run, new RunEvent.Recovered());
    }
    LOG.info(
        "Took over partition {} with {} runs, {} of them alive", partition, stored.size(), alive);
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

  // ---------------------------------------------------------------------------------------------------- from attempts

  @Override
  public void heard(AttemptSession session, RunEvent.AttemptEvent event, Runnable stored) {
    inbox.add(() -> {
      Run run = runs.get(session.runId());
      if (run == null || run.session != session) {
        meters.counter("signalbox.events.stale", "event", event.kind().name()).increment();
      } else {
        run.brokenInARow = 0;
        apply(run, event);
      }
      storedCallbacks.add(stored);
    });
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
    batch.forEach(Runnable::run);
    fireTimers();
    dispatch();
    tellReasons();
    commit();
    waitingRuns = dispatcher.queued();
    workingRuns = runs.size() - ended.size() - waitingRuns;
  }

  private long patience() {
    Timer next = timers.peek();
    long most = dispatcher.queued() > 0 ? 250 : 1_000;
    return next == null
        ? most
        : Math.clamp(Duration.between(clock.instant(), next.at()).toMillis() + 1, 0, most);
  }

  private void fireTimers() {
    Instant now = clock.instant();
    for (Timer timer = timers.peek();
        timer != null && !timer.at().isAfter(now);
        timer = timers.peek()) {
      timers.remove();
      Run run = runs.get(timer.runId());
      if (run == null || !timer.at().equals(run.timerAt)) {
        continue;
      }
      run.timerAt = null;
      Optional<Instant> due = machine.due(run.state);
      if (due.isPresent() && !due.get().isAfter(now)) {
        apply(run, new RunEvent.TimersDue());
      }
      setTimer(run);
    }
  }

  private void setTimer(Run run) {
    Optional<Instant> due = machine.due(run.state);
    Instant set = run.timerAt;
    // A later time needs no new timer: when the old one fires, it looks again.
    if (due.isPresent() && (set == null || due.get().isBefore(set))) {
      run.timerAt = due.get();
      timers.add(new Timer(due.get(), run.state.runId()));
    }
  }

  private void dispatch() {
    for (Optional<Grant> grant = dispatcher.next(); grant.isPresent(); grant = dispatcher.next()) {
      Run run = runs.get(grant.get().runId());
      if (run == null) {
        dispatcher.forget(grant.get().runId());
      } else {
        apply(run, new RunEvent.SlotGranted(grant.get().placement()));
      }
    }
  }

  private void tellReasons() {
    Instant now = clock.instant();
    if (dispatcher.queued() == 0 || now.isBefore(reasonsAt)) {
      return;
    }
    reasonsAt = now.plus(REASONS_EVERY);
    for (Map.Entry<String, WaitReason> entry : dispatcher.reasons(now, REASONS_TOLD).entrySet()) {
      Run run = runs.get(entry.getKey());
      if (run != null && !run.reasonKey.equals(entry.getValue().key())) {
        run.reasonKey = entry.getValue().key();
        apply(run, new RunEvent.WaitReasonChanged(entry.getValue().text()));
      }
    }
  }

  private void apply(Run run, RunEvent event) {
    RunState before = run.state;
    Decision decision = machine.decide(before, event, clock.instant());
    run.state = decision.state();
    List<Status> told = new ArrayList<>();
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.Publish publish) {
        told.add(
            LifecycleStatuses.fill(
                    writer
                        .status()
                        .setRunId(run.state.runId())
                        .setAttempt(publish.attempt())
                        .setSequence(publish.sequence()),
                    publish.status(),
                    run.state.order())
                .build());
      } else {
        acts.add(new Act(run, effect));
      }
    }
    if (!told.isEmpty()) {
      run.unsent.addAll(told);
      log(run, event);
    }
    if (!run.state.sameDurably(before)) {
      changed.put(run.state.runId(), run);
      dispatcher.update(run.state);
    }
    if (run.state.phase().terminal() && !before.phase().terminal()) {
      run.startRun = ByteString.EMPTY;
      ended.add(run.state.runId());
      forgetOldest();
    }
    setTimer(run);
  }

  private void forgetOldest() {
    while (ended.size() > ENDED_KEPT) {
      String oldest = ended.iterator().next();
      ended.remove(oldest);
      Run run = runs.remove(oldest);
      if (run != null) {
        forgotten.put(oldest, run.partition);
      }
    }
  }

  private static void log(Run run, RunEvent event) {
    try (var _ = MDC.putCloseable("trace_id", Tracing.traceId(run.traceparent));
        var _ = MDC.putCloseable("run_id", run.state.runId())) {
      LOG.info(
          "Run {} attempt {} is {} upon {}",
          run.state.runId(),
          run.state.attempt(),
          run.state.phase(),
          event.kind());
    }
  }

  // ------------------------------------------------------------------------------------ first the
  // changelog, then acts

  private void commit() {
    // The statuses of one decision lie in the changelog until the next one; so they must have
    // arrived before it.
    if (!changed.isEmpty()) {
      awaitStatuses();
    }
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    Instant now = clock.instant();
    for (Run run : changed.values()) {
      if (!run.unsent.isEmpty()) {
        run.statuses = List.copyOf(run.unsent);
      }
      writes.add(
          writer.store(
              run.partition,
              run.state.runId(),
              StoredRuns.write(
                  run.state,
                  run.traceparent,
                  run.startRun,
                  run.statuses.stream().map(Status::toByteString).toList(),
                  now)));
    }
    forgotten.forEach((runId, partition) -> writes.add(writer.store(partition, runId, null)));
    forgotten.clear();
    await(writes);
    for (Run run : changed.values()) {
      run.unsent.forEach(status -> tell(run, status));
      run.unsent.clear();
    }
    changed.clear();
    handled.putAll(batchOffsets);
    batchOffsets.clear();
    permits.release(batchCommands);
    batchCommands = 0;
    List<Runnable> callbacks = List.copyOf(storedCallbacks);
    storedCallbacks.clear();
    callbacks.forEach(Runnable::run);
    List<Act> todo = List.copyOf(acts);
    acts.clear();
    todo.forEach(this::act);
  }

  private void tell(Run run, Status status) {
    statusesUnderWay.add(writer.send(run.state.runId(), status, run.traceparent));
  }

  private void awaitStatuses() {
    await(statusesUnderWay);
    statusesUnderWay.clear();
  }

  private static void await(List<CompletableFuture<Void>> writes) {
    writes.forEach(CompletableFuture::join);
  }

  private void act(Act act) {
    Run run = act.run();
    switch (act.effect()) {
      case Effect.StartAttempt start -> {
        MlInstance instance = instance(start.placement());
        if (instance == null) {
          lost(run, start.attempt(), start.placement());
        } else if (current(run, start.attempt())) {
          replace(
              run,
              AttemptSession.start(
                  around(),
                  instance,
                  command(run),
                  start.attempt(),
                  start.offer(),
                  run.traceparent,
                  start.delay()));
        }
      }
      case Effect.Attach attach -> {
        MlInstance instance = instance(attach.placement());
        if (instance == null) {
          lost(run, attach.attempt(), attach.placement());
        } else if (current(run, attach.attempt())) {
          AttemptSession before = run.session;
          long known =
              before != null && before.attempt() == attach.attempt() ? before.storedUpTo() : 0;
          replace(
              run,
              AttemptSession.attach(
                  around(),
                  instance,
                  command(run),
                  attach.attempt(),
                  Math.max(known, attach.fromEventSequence()),
                  run.traceparent,
                  attach.delay()));
        }
      }
      case Effect.SendCancel cancel -> {
        AttemptSession session = run.session;
        if (session != null && session.attempt() == cancel.attempt()) {
          session.cancel(cancel.mode(), cancel.grace());
        }
      }
      case Effect.Abandon abandon -> {
        AttemptSession session = run.session;
        if (session != null && session.attempt() == abandon.attempt()) {
          session.abandon();
          run.session = null;
        }
      }
      case Effect.CloseStream close -> {
        AttemptSession session = run.session;
        if (session != null && session.attempt() == close.attempt()) {
          session.close();
          run.session = null;
        }
      }
      case Effect.PublishAgain _ -> run.statuses.forEach(status -> tell(run, status));
      case Effect.CountDuplicate duplicate ->
          meters
              .counter("signalbox.commands.duplicate", "kind", duplicate.event().name())
              .increment();
      case Effect.CountStale stale ->
          meters.counter("signalbox.events.stale", "event", stale.event().name()).increment();
      case Effect.Publish _ -> throw new IllegalStateException("Published before");
    }
  }

  private void lost(Run run, int attempt, Placement placement) {
    inbox.add(() ->
        apply(
            run,
            new RunEvent.AttemptLost(
                attempt, "The instance " + placement.instance() + " is not configured any more.")));
  }

  /** The batch may have moved on since the effect was decided. */
  private static boolean current(Run run, int attempt) {
    return run.state.attempt() == attempt && run.state.phase().holdsSlot();
  }

  private static void replace(Run run, AttemptSession session) {
    AttemptSession before = run.session;
    if (before != null) {
      before.drop();
    }
    run.session = session;
  }

  private @Nullable MlInstance instance(Placement placement) {
    return instances.at(placement.instance());
  }

  private AttemptSession.Surroundings around() {
    AttemptSession.Surroundings around = surroundings;
    if (around == null) {
      throw new IllegalStateException("The engine was not started");
    }
    return around;
  }

  private static StartRun command(Run run) {
    try {
      return StartRun.parseFrom(run.startRun);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("The command of run " + run.state.runId(), broken);
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
      for (Run run : runs.values()) {
        AttemptSession session = run.session;
        if (session != null) {
          session.drop();
        }
      }
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
