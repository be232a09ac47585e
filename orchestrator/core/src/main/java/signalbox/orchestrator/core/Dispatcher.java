package signalbox.orchestrator.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queue for slots. Who goes first: the larger priority; then the project that has the least at
 * work for its weight; then the project whose turn it is, so that a single slot is shared by weight
 * too; then who came first. A project at its limit, a retry without budget and a service that is
 * down hold up nobody else.
 *
 * <p>Who waits and who holds a slot follows from the runs' states alone; turns and budgets are
 * memory that a takeover begins anew. Runs of other orchestrators count for limits, shares and
 * slots as far as they are told by {@link #elsewhere}.
 *
 * <p>Not thread-safe. A step costs in proportion to (priorities × projects × algorithms) that wait,
 * not to the runs that wait.
 */
public final class Dispatcher {
  /** Up to this place in the queue every step forward is told. */
  static final int EXACT_PLACES = 10;

  /** Divisible by every weight up to 16. */
  private static final long STRIDE = 720_720;

  private static final Comparator<Entry> BY_ARRIVAL =
      Comparator.comparing(Entry::commandedAt).thenComparing(Entry::runId);

  private record Entry(String runId, Lane lane, Instant commandedAt) {}

  /** Those that wait for the same; only the first of them needs to be looked at. */
  private record Lane(int priority, String project, String algorithm, boolean retry) {}

  private record Holder(
      String project, Placement placement, boolean offered, boolean retry, boolean ours) {}

  private final RetryBudget.Policy budgetPolicy;
  private final Map<String, InstanceView> instances = new TreeMap<>();
  private final Set<String> full = new HashSet<>();
  private final Map<String, ProjectLimits> limits = new HashMap<>();
  private final Map<String, RetryBudget> budgets = new HashMap<>();
  private final Map<Lane, TreeSet<Entry>> lanes = new HashMap<>();
  private final Map<String, Entry> waiting = new HashMap<>();
  private final Map<String, Integer> waitingFor = new HashMap<>();
  private final Map<String, Holder> holders = new HashMap<>();
  private final Map<String, Integer> ours = new HashMap<>();
  private final Map<String, Integer> used = new HashMap<>();
  private final Shares shares = new Shares();

  public Dispatcher(RetryBudget.Policy budgetPolicy) {
    this.budgetPolicy = budgetPolicy;
  }

  /** What is known of an instance now; it is not counted as full any more. */
  public void instance(InstanceView view) {
    instances.put(view.instance(), view);
    full.remove(view.instance());
  }

  /** What a project may have from now on. */
  public void project(ProjectLimits project) {
    if (project.equals(ProjectLimits.none(project.projectId()))) {
      limits.remove(project.projectId());
    } else {
      limits.put(project.projectId(), project);
    }
  }

  /**
   * The instance has refused a run although a slot should be free: nothing is offered to it before
   * it is heard of again, or before one of the runs there has ended.
   */
  public void full(String instance) {
    full.add(instance);
  }

  // ---------------------------------------------------------------------------------------- runs

  /** A run's state has changed. */
  public void update(RunState state, Instant now) {
    Entry waited = waiting.get(state.runId());
    Holder held = holders.get(state.runId());
    RunOrder order = state.order();
    Placement placement = state.placement();
    if (state.phase() == RunPhase.QUEUED && order != null) {
      Lane lane =
          new Lane(order.priority(), order.projectId(), order.algorithm(), state.attempt() > 0);
      if (waited != null && waited.lane().equals(lane)) {
        return;
      }
      forget(state.runId());
      enqueue(new Entry(state.runId(), lane, order.commandedAt()));
      if (held != null && held.ours() && held.offered()) {
        givenBack(held, now);
      }
    } else if (state.phase().holdsSlot() && placement != null) {
      forget(state.runId());
      String project = order == null ? "" : order.projectId();
      boolean retry = waited == null ? held != null && held.retry() : waited.lane().retry();
      hold(
          state.runId(),
          new Holder(project, placement, state.phase() == RunPhase.OFFERED, retry, true));
      if (waited != null) {
        shares.tookTurn(project);
        if (retry) {
          budget(placement.service(), now).retried(now);
        } else {
          budget(placement.service(), now).started(now);
        }
      }
    } else {
      forget(state.runId());
    }
  }

  /** The run is none of this orchestrator's business any more. */
  public void forget(String runId) {
    Entry entry = waiting.remove(runId);
    if (entry != null) {
      TreeSet<Entry> lane = lanes.get(entry.lane());
      if (lane != null && lane.remove(entry) && lane.isEmpty()) {
        lanes.remove(entry.lane());
      }
      less(waitingFor, entry.lane().algorithm());
    }
    Holder holder = holders.remove(runId);
    if (holder != null) {
      shares.stopped(holder.project());
      less(used, holder.placement().instance());
      if (holder.ours()) {
        less(ours, holder.placement().instance());
      }
      if (!holder.offered()) {
        full.remove(holder.placement().instance());
      }
    }
  }

  /** A run of another orchestrator holds a slot there; it does until {@link #forget}. */
  public void elsewhere(String runId, String projectId, Placement placement) {
    forget(runId);
    hold(runId, new Holder(projectId, placement, false, false, false));
  }

  private void enqueue(Entry entry) {
    waiting.put(entry.runId(), entry);
    waitingFor.merge(entry.lane().algorithm(), 1, Integer::sum);
    lanes.computeIfAbsent(entry.lane(), _ -> new TreeSet<>(BY_ARRIVAL)).add(entry);
  }

  private void hold(String runId, Holder holder) {
    holders.put(runId, holder);
    shares.began(holder.project());
    used.merge(holder.placement().instance(), 1, Integer::sum);
    if (holder.ours()) {
      ours.merge(holder.placement().instance(), 1, Integer::sum);
    }
  }

  private void givenBack(Holder held, Instant now) {
    shares.gaveTurnBack(held.project());
    if (held.retry()) {
      budget(held.placement().service(), now).giveBack(now);
    }
  }

  private static void less(Map<String, Integer> counts, String key) {
    counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
  }

  // ---------------------------------------------------------------------------------------- next

  /**
   * The next run to start and where; the caller tells its new state to {@link #update} before it
   * asks again.
   */
  public Optional<Grant> next(Instant now) {
    Lane best = null;
    Entry bestHead = null;
    for (Map.Entry<Lane, TreeSet<Entry>> candidate : lanes.entrySet()) {
      Lane lane = candidate.getKey();
      Entry head = candidate.getValue().first();
      if ((best == null || bestHead == null || before(lane, head, best, bestHead, shares))
          && !limits(lane.project()).reached(shares.atWork(lane.project()))
          && place(lane, now) != null) {
        best = lane;
        bestHead = head;
      }
    }
    if (best == null || bestHead == null) {
      return Optional.empty();
    }
    InstanceView target = place(best, now);
    return target == null
        ? Optional.empty()
        : Optional.of(
            new Grant(bestHead.runId(), new Placement(target.service(), target.instance())));
  }

  private boolean before(Lane lane, Entry head, Lane best, Entry bestHead, Shares shared) {
    if (lane.priority() != best.priority()) {
      return lane.priority() > best.priority();
    }
    int fairness = shared.compare(lane.project(), best.project());
    return fairness != 0 ? fairness < 0 : BY_ARRIVAL.compare(head, bestHead) < 0;
  }

  /** The instance with the most free slots among those that can take a run of the lane now. */
  private @Nullable InstanceView place(Lane lane, Instant now) {
    InstanceView best = null;
    int bestFree = 0;
    for (InstanceView view : instances.values()) {
      int free = view.slots() - used.getOrDefault(view.instance(), 0);
      if (view.up()
          && !full.contains(view.instance())
          && view.algorithms().contains(lane.algorithm())
          && free > bestFree
          && (!lane.retry() || budget(view.service(), now).left(now) > 0)) {
        best = view;
        bestFree = free;
      }
    }
    return best;
  }

  private ProjectLimits limits(String project) {
    ProjectLimits known = limits.get(project);
    return known == null ? ProjectLimits.none(project) : known;
  }

  private RetryBudget budget(String service, Instant now) {
    return budgets.computeIfAbsent(service, _ -> new RetryBudget(budgetPolicy, now));
  }

  // ------------------------------------------------------------------------------------- numbers

  /** How many runs wait. */
  public int queued() {
    return waiting.size();
  }

  /** How many runs wait that the instance could execute. */
  public int queuedFor(String instance) {
    InstanceView view = instances.get(instance);
    return view == null
        ? 0
        : view.algorithms().stream()
            .mapToInt(algorithm -> waitingFor.getOrDefault(algorithm, 0))
            .sum();
  }

  /** How many slots of the instance this orchestrator's runs hold. */
  public int slotsUsed(String instance) {
    return ours.getOrDefault(instance, 0);
  }

  /** How many runs of the project hold a slot, here and elsewhere. */
  public int atWork(String project) {
    return shares.atWork(project);
  }

  /** How many retries the service may be given now. */
  public int retriesLeft(String service, Instant now) {
    return budget(service, now).left(now);
  }

  /** How many retries a service's budget holds when it is full. */
  public int retryBudget() {
    return budgetPolicy.capacity();
  }

  // ------------------------------------------------------------------------------------- reasons

  /**
   * Why runs wait: the first {@code limit} of those that only wait for their turn, in the order in
   * which they would start, and up to as many of those that something else holds up.
   */
  public List<Waiting> reasons(Instant now, int limit) {
    List<Waiting> told = new ArrayList<>();
    Map<Lane, Set<Entry>> flowing = new HashMap<>();
    Map<String, Optional<WaitReason>> troubles = new HashMap<>();
    lanes.forEach((lane, entries) -> {
      WaitReason held =
          troubles
              .computeIfAbsent(lane.algorithm(), name -> Optional.ofNullable(trouble(name)))
              .orElseGet(() -> heldUp(lane, now));
      if (held == null) {
        flowing.put(lane, entries);
      } else {
        entries.stream()
            .limit(Math.max(0, limit - told.size()))
            .forEach(entry -> told.add(new Waiting(entry.runId(), held)));
      }
    });
    Map<String, Integer> ahead = new HashMap<>();
    for (Entry entry : order(flowing, limit)) {
      String service = serviceOf(entry.lane().algorithm());
      int place = ahead.merge(service, 1, Integer::sum) - 1;
      told.add(new Waiting(entry.runId(), behind(service, place)));
    }
    return told;
  }

  /** The order in which they would start if nothing else happened. */
  private List<Entry> order(Map<Lane, Set<Entry>> flowing, int limit) {
    Shares imagined = shares.copy();
    Map<Lane, Iterator<Entry>> rest = new HashMap<>();
    Map<Lane, Entry> heads = new HashMap<>();
    flowing.forEach((lane, entries) -> {
      Iterator<Entry> iterator = entries.iterator();
      heads.put(lane, iterator.next());
      rest.put(lane, iterator);
    });
    List<Entry> ordered = new ArrayList<>();
    while (!heads.isEmpty() && ordered.size() < limit) {
      Lane best = null;
      Entry bestHead = null;
      for (Map.Entry<Lane, Entry> candidate : heads.entrySet()) {
        if (best == null
            || bestHead == null
            || before(candidate.getKey(), candidate.getValue(), best, bestHead, imagined)) {
          best = candidate.getKey();
          bestHead = candidate.getValue();
        }
      }
      if (best == null || bestHead == null) {
        break;
      }
      ordered.add(bestHead);
      imagined.began(best.project());
      imagined.tookTurn(best.project());
      Iterator<Entry> iterator = rest.get(best);
      if (iterator != null && iterator.hasNext()) {
        heads.put(best, iterator.next());
      } else {
        heads.remove(best);
      }
    }
    return ordered;
  }

  private @Nullable WaitReason heldUp(Lane lane, Instant now) {
    ProjectLimits project = limits(lane.project());
    String service = serviceOf(lane.algorithm());
    if (project.reached(shares.atWork(lane.project()))) {
      return new WaitReason(
          WaitReason.Kind.PROJECT_LIMIT,
          service,
          0,
          null,
          "the project executes as many runs as it may: " + project.maxRunning());
    }
    if (lane.retry() && budget(service, now).left(now) == 0) {
      return new WaitReason(
          WaitReason.Kind.RETRY_BUDGET,
          service,
          0,
          budget(service, now).next(now),
          "service " + service + " has lost many attempts lately and gets retries slowly");
    }
    return null;
  }

  private String serviceOf(String algorithm) {
    for (InstanceView view : instances.values()) {
      if (view.algorithms().contains(algorithm)) {
        return view.service();
      }
    }
    return "";
  }

  /** What keeps every instance from executing the algorithm; null when one can. */
  private @Nullable WaitReason trouble(String algorithm) {
    InstanceView soonest = null;
    InstanceView silent = null;
    for (InstanceView view : instances.values()) {
      if (view.trouble() == InstanceView.Trouble.NOT_SEEN) {
        silent = view;
      }
      if (view.algorithms().contains(algorithm)) {
        if (view.up()) {
          return null;
        }
        if (soonest == null || earlier(view.nextProbe(), soonest.nextProbe())) {
          soonest = view;
        }
      }
    }
    if (soonest == null) {
      return silent == null
          ? new WaitReason(
              WaitReason.Kind.NO_SERVICE, "", 0, null, "no service offers " + algorithm)
          : new WaitReason(
              WaitReason.Kind.NO_SERVICE,
              "",
              0,
              silent.nextProbe(),
              "no service offers " + algorithm + " yet; one has not answered so far");
    }
    return switch (soonest.trouble()) {
      case BREAKER_OPEN ->
          new WaitReason(
              WaitReason.Kind.BREAKER_OPEN,
              soonest.service(),
              0,
              soonest.nextProbe(),
              "service " + soonest.service() + " failed too often and is left alone for a moment");
      case DRAINING -> down(soonest, " shuts down");
      case DOWN, NOT_SEEN, NONE -> down(soonest, " is down");
    };
  }

  private static WaitReason down(InstanceView view, String how) {
    return new WaitReason(
        WaitReason.Kind.SERVICE_DOWN,
        view.service(),
        0,
        view.nextProbe(),
        "service " + view.service() + how);
  }

  private static boolean earlier(@Nullable Instant one, @Nullable Instant other) {
    return one != null && (other == null || one.isBefore(other));
  }

  private static WaitReason behind(String service, int place) {
    if (place == 0) {
      return new WaitReason(
          WaitReason.Kind.SLOTS,
          service,
          0,
          null,
          "next in line; all slots of service " + service + " are in use");
    }
    if (place <= EXACT_PLACES) {
      return new WaitReason(WaitReason.Kind.AHEAD, service, place, null, place + " ahead of it");
    }
    // Far back, every step of the queue is no news.
    int unit = (int) Math.pow(10, Math.floor(Math.log10(place)));
    int rounded = place / unit * unit;
    return new WaitReason(
        WaitReason.Kind.AHEAD, service, rounded, null, "about " + rounded + " ahead of it");
  }

  // -------------------------------------------------------------------------------------- shares

  /** How much each project has at work, and whose turn it is. */
  private final class Shares {
    private final Map<String, Integer> atWork;
    private final Map<String, Long> turns;
    private long turn;

    Shares() {
      this(new HashMap<>(), new HashMap<>(), 0);
    }

    private Shares(Map<String, Integer> atWork, Map<String, Long> turns, long turn) {
      this.atWork = atWork;
      this.turns = turns;
      this.turn = turn;
    }

    Shares copy() {
      return new Shares(new HashMap<>(atWork), new HashMap<>(turns), turn);
    }

    int atWork(String project) {
      return atWork.getOrDefault(project, 0);
    }

    void began(String project) {
      atWork.merge(project, 1, Integer::sum);
    }

    void stopped(String project) {
      less(atWork, project);
    }

    /** Negative when the first goes before the second. */
    int compare(String one, String other) {
      if (one.equals(other)) {
        return 0;
      }
      int load =
          Long.compare(
              (long) atWork(one) * limits(other).weight(),
              (long) atWork(other) * limits(one).weight());
      return load != 0 ? load : Long.compare(turnOf(one), turnOf(other));
    }

    void tookTurn(String project) {
      turn = turnOf(project);
      turns.put(project, turn + STRIDE / limits(project).weight());
      // Who has waited for nothing meanwhile has saved nothing.
      turns.values().removeIf(next -> next <= turn);
    }

    void gaveTurnBack(String project) {
      turns.computeIfPresent(project, (_, next) -> next - STRIDE / limits(project).weight());
    }

    private long turnOf(String project) {
      return Math.max(turn, turns.getOrDefault(project, turn));
    }
  }
}
