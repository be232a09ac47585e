package signalbox.orchestrator.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queue for slots: by priority, then in turns between the projects (the one with the fewest
 * runs at work goes first), then in the order of arrival. It derives who waits and who holds a slot
 * from the runs' states and nothing else.
 *
 * <p>Not thread-safe. A step costs in proportion to (projects × algorithms) that wait, not to the
 * runs that wait.
 */
public final class Dispatcher {
  private static final Comparator<Entry> BY_ARRIVAL =
      Comparator.comparing(Entry::commandedAt).thenComparing(Entry::runId);

  private record Entry(String runId, Lane lane, Instant commandedAt, boolean mayTellReason) {}

  private record Lane(int priority, String project, String algorithm) {}

  private final Map<String, InstanceView> instances = new TreeMap<>();
  private final Set<String> full = new HashSet<>();
  private final Map<Lane, TreeSet<Entry>> lanes = new HashMap<>();
  private final Map<String, Entry> waiting = new HashMap<>();
  private final Map<String, Holder> holders = new HashMap<>();
  private final Map<String, Integer> atWork = new HashMap<>();
  private final Map<String, Integer> used = new HashMap<>();

  private record Holder(String project, String instance) {}

  /** What is known of an instance now; it is not counted as full any more. */
  public void instance(InstanceView view) {
    instances.put(view.instance(), view);
    full.remove(view.instance());
  }

  /**
   * The instance has refused a run although a slot should be free: nothing is offered to it before
   * it is heard of again.
   */
  public void full(String instance) {
    full.add(instance);
  }

  /** A run's state has changed. */
  public void update(RunState state) {
    forget(state.runId());
    RunOrder order = state.order();
    Placement placement = state.placement();
    if (state.phase() == RunPhase.QUEUED && order != null) {
      Lane lane = new Lane(order.priority(), order.projectId(), order.algorithm());
      Entry entry = new Entry(state.runId(), lane, order.commandedAt(), state.losses() == 0);
      waiting.put(state.runId(), entry);
      lanes.computeIfAbsent(lane, _ -> new TreeSet<>(BY_ARRIVAL)).add(entry);
    } else if (state.phase().holdsSlot() && placement != null) {
      String project = order == null ? "" : order.projectId();
      holders.put(state.runId(), new Holder(project, placement.instance()));
      atWork.merge(project, 1, Integer::sum);
      used.merge(placement.instance(), 1, Integer::sum);
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
    }
    Holder holder = holders.remove(runId);
    if (holder != null) {
      atWork.computeIfPresent(holder.project(), (_, count) -> count == 1 ? null : count - 1);
      used.computeIfPresent(holder.instance(), (_, count) -> count == 1 ? null : count - 1);
      full.remove(holder.instance());
    }
  }

  /**
   * The next run to start and where; the caller tells its new state to {@link #update} before it
   * asks again.
   */
  public Optional<Grant> next() {
    Lane best = null;
    Entry bestHead = null;
    for (Map.Entry<Lane, TreeSet<Entry>> candidate : lanes.entrySet()) {
      Entry head = candidate.getValue().first();
      if ((best == null
              || bestHead == null
              || before(candidate.getKey(), head, best, bestHead, atWork))
          && place(candidate.getKey().algorithm()) != null) {
        best = candidate.getKey();
        bestHead = head;
      }
    }
    if (best == null || bestHead == null) {
      return Optional.empty();
    }
    InstanceView target = place(best.algorithm());
    return target == null
        ? Optional.empty()
        : Optional.of(
            new Grant(bestHead.runId(), new Placement(target.service(), target.instance())));
  }

  /** How many runs wait. */
  public int queued() {
    return waiting.size();
  }

  /** How many slots of the instance this orchestrator's runs hold. */
  public int slotsUsed(String instance) {
    return used.getOrDefault(instance, 0);
  }

  /**
   * Why each of the first {@code limit} runs of the queue waits, in the order in which they would
   * start.
   */
  public Map<String, WaitReason> reasons(Instant now, int limit) {
    Map<String, WaitReason> reasons = new LinkedHashMap<>();
    Map<String, Integer> ahead = new HashMap<>();
    Map<String, String> blocked = new HashMap<>();
    for (Entry entry : order(limit)) {
      String algorithm = entry.lane().algorithm();
      String trouble = blocked.computeIfAbsent(algorithm, name -> trouble(name, now));
      int position = ahead.merge(servers(algorithm), 1, Integer::sum) - 1;
      if (!entry.mayTellReason()) {
        continue;
      }
      reasons.put(
          entry.runId(),
          trouble.isEmpty()
              ? behind(position)
              : new WaitReason(trouble.replaceAll(", next probe.*", ""), trouble));
    }
    return reasons;
  }

  private List<Entry> order(int limit) {
    Map<String, Integer> work = new HashMap<>(atWork);
    Map<Lane, Iterator<Entry>> rest = new HashMap<>();
    Map<Lane, Entry> heads = new HashMap<>();
    lanes.forEach((lane, entries) -> {
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
            || before(candidate.getKey(), candidate.getValue(), best, bestHead, work)) {
          best = candidate.getKey();
          bestHead = candidate.getValue();
        }
      }
      if (best == null || bestHead == null) {
        break;
      }
      ordered.add(bestHead);
      work.merge(best.project(), 1, Integer::sum);
      Iterator<Entry> iterator = rest.get(best);
      if (iterator != null && iterator.hasNext()) {
        heads.put(best, iterator.next());
      } else {
        heads.remove(best);
      }
    }
    return ordered;
  }

  private static boolean before(
      Lane lane, Entry head, Lane best, Entry bestHead, Map<String, Integer> work) {
    if (lane.priority() != best.priority()) {
      return lane.priority() > best.priority();
    }
    int mine = work.getOrDefault(lane.project(), 0);
    int theirs = work.getOrDefault(best.project(), 0);
    return mine != theirs ? mine < theirs : BY_ARRIVAL.compare(head, bestHead) < 0;
  }

  /** The instance with the most free slots among those that can take a run of the algorithm now. */
  private @Nullable InstanceView place(String algorithm) {
    InstanceView best = null;
    int bestFree = 0;
    for (InstanceView view : instances.values()) {
      int free = view.slots() - slotsUsed(view.instance());
      if (view.up()
          && !full.contains(view.instance())
          && view.algorithms().contains(algorithm)
          && free > bestFree) {
        best = view;
        bestFree = free;
      }
    }
    return best;
  }

  private String servers(String algorithm) {
    for (InstanceView view : instances.values()) {
      if (view.algorithms().contains(algorithm)) {
        return view.service();
      }
    }
    return "";
  }

  private String trouble(String algorithm, Instant now) {
    InstanceView down = null;
    boolean silent = false;
    for (InstanceView view : instances.values()) {
      if (view.service().isEmpty()) {
        silent = true;
      }
      if (view.algorithms().contains(algorithm)) {
        if (view.up()) {
          return "";
        }
        if (down == null || earlier(view.nextProbe(), down.nextProbe())) {
          down = view;
        }
      }
    }
    if (down == null) {
      return silent
          ? "no service offers " + algorithm + " yet; one has not answered so far"
          : "no service offers " + algorithm;
    }
    String text = "service " + down.service() + " " + down.trouble();
    Instant probe = down.nextProbe();
    return probe == null ? text : text + ", next probe in " + seconds(now, probe) + " s";
  }

  private static boolean earlier(@Nullable Instant one, @Nullable Instant other) {
    return one != null && (other == null || one.isBefore(other));
  }

  private static long seconds(Instant now, Instant then) {
    return Math.max(1, Duration.between(now, then).plusMillis(999).toSeconds());
  }

  private static WaitReason behind(int position) {
    if (position == 0) {
      return new WaitReason("next", "next in line");
    }
    if (position <= 10) {
      return new WaitReason("ahead:" + position, position + " ahead of it");
    }
    // Far back, every step of the queue is no news.
    int unit = (int) Math.pow(10, Math.floor(Math.log10(position)));
    int rounded = position / unit * unit;
    return new WaitReason("about:" + rounded, "about " + rounded + " ahead of it");
  }
}
