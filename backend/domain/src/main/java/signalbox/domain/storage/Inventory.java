package signalbox.domain.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;

/**
 * A walk through the stores that finds orphans, and the removal of what it found.
 *
 * @param step where the walk is
 * @param after the last thing of the step that was looked at; null at its beginning
 * @param seen how many things were looked at
 * @param expected about how many there are; 0 while nobody has counted
 * @param removable how many of the orphans are on record, and can be removed
 * @param removableBytes how large these are, as far as it is known
 * @param foundAt when the walk was complete; null before
 * @param removal null when none was asked for
 * @param endedAt when the state became one that is left no more, or {@link InventoryState#FOUND}
 * @param problem why it does not go on, as a sentence; null when all is well
 */
public record Inventory(
    InventoryId id,
    InventoryState state,
    UserId requestedBy,
    Instant requestedAt,
    Step step,
    @Nullable String after,
    long seen,
    long expected,
    Map<InventoryKind, Finding> findings,
    long removable,
    long removableBytes,
    @Nullable Instant foundAt,
    @Nullable Removal removal,
    @Nullable Instant endedAt,
    @Nullable String problem) {
  /** A rate means nothing before so many things are done. */
  private static final long RATE_NEEDS = 10;

  /** A walk that may have more before it than it thinks is never quite done. */
  private static final double NEARLY = 0.99;

  public Inventory {
    findings = Map.copyOf(findings);
  }

  /** The parts of the walk, in their order. */
  public enum Step {
    COUNT,
    OBJECTS,
    UPLOADS,
    LOGS,
    METRICS,
    LEDGERS,
    DONE
  }

  /**
   * What a removal did so far.
   *
   * @param removedBytes as far as it is known
   * @param gone what was not there any more
   * @param spared what is no orphan any more, and stayed
   */
  public record Removal(
      UserId requestedBy,
      Instant requestedAt,
      long removed,
      long removedBytes,
      long gone,
      long spared) {
    /** How many orphans have had their turn. */
    public long done() {
      return removed + gone + spared;
    }
  }

  /**
   * How far it is.
   *
   * @param fraction from 0 to 1
   * @param left null while there is no telling
   */
  public record Progress(long done, long total, double fraction, @Nullable Duration left) {}

  public static Inventory begun(InventoryId id, UserId by, Instant now) {
    return new Inventory(
        id,
        InventoryState.LOOKING,
        by,
        now,
        Step.COUNT,
        null,
        0,
        0,
        Map.of(),
        0,
        0,
        null,
        null,
        null,
        null);
  }

  /** What was found of a kind. */
  public Finding finding(InventoryKind kind) {
    return findings.getOrDefault(kind, Finding.NOTHING);
  }

  /** The same when it is known about how much there is. */
  public Inventory counted(long things) {
    return new Inventory(
        id,
        state,
        requestedBy,
        requestedAt,
        Step.OBJECTS,
        null,
        seen,
        things,
        findings,
        removable,
        removableBytes,
        foundAt,
        removal,
        endedAt,
        null);
  }

  /**
   * The same after some more of the walk.
   *
   * @param moreRemovable orphans that were put on record
   */
  public Inventory walked(
      Step next,
      @Nullable String nextAfter,
      long moreSeen,
      Map<InventoryKind, Finding> nextFindings,
      long moreRemovable,
      long moreBytes) {
    return new Inventory(
        id,
        state,
        requestedBy,
        requestedAt,
        next,
        nextAfter,
        seen + moreSeen,
        expected,
        nextFindings,
        removable + moreRemovable,
        removableBytes + moreBytes,
        foundAt,
        removal,
        endedAt,
        null);
  }

  /** The walk is complete. */
  public Inventory found(Instant now) {
    return become(InventoryState.FOUND, now, removal, now, null);
  }

  /** Somebody wants what was found to be removed. */
  public Inventory removing(UserId by, Instant now) {
    return become(InventoryState.REMOVING, foundAt, new Removal(by, now, 0, 0, 0, 0), null, null);
  }

  /** The same after some more of the removal. */
  public Inventory removed(Removal next) {
    return new Inventory(
        id,
        state,
        requestedBy,
        requestedAt,
        step,
        after,
        seen,
        expected,
        findings,
        removable,
        removableBytes,
        foundAt,
        next,
        endedAt,
        null);
  }

  /**
   * It is over.
   *
   * @param why null when all is well
   */
  public Inventory ended(InventoryState end, Instant now, @Nullable String why) {
    return become(end, foundAt, removal, now, why);
  }

  /** The same, which does not go on for now. */
  public Inventory troubled(String why) {
    return become(state, foundAt, removal, endedAt, why);
  }

  private Inventory become(
      InventoryState next,
      @Nullable Instant nextFoundAt,
      @Nullable Removal nextRemoval,
      @Nullable Instant nextEndedAt,
      @Nullable String nextProblem) {
    if (next != state && !state.mayBecome(next)) {
      throw new IllegalStateException("An inventory that is " + state + " cannot become " + next);
    }
    return new Inventory(
        id,
        next,
        requestedBy,
        requestedAt,
        step,
        after,
        seen,
        expected,
        findings,
        removable,
        removableBytes,
        nextFoundAt,
        nextRemoval,
        nextEndedAt,
        nextProblem);
  }

  public Progress progress(Instant now) {
    Removal asked = removal;
    if (asked != null) {
      return progress(asked.done(), removable, 1, asked.requestedAt(), now);
    }
    return state == InventoryState.LOOKING
        ? progress(seen, Math.max(seen, expected), NEARLY, requestedAt, now)
        : new Progress(seen, seen, state == InventoryState.FOUND ? 1 : share(seen, expected), null);
  }

  private Progress progress(long done, long total, double most, Instant since, Instant now) {
    Duration elapsed = Duration.between(since, now);
    boolean known = state.active() && done >= RATE_NEEDS && elapsed.isPositive();
    return new Progress(
        done,
        total,
        Math.min(most, share(done, total)),
        known ? Duration.ofMillis(elapsed.toMillis() * (total - done) / done) : null);
  }

  private static double share(long done, long total) {
    return total == 0 ? 0 : Math.min(1, (double) done / total);
  }

  /**
   * How many objects of ours were found that a row names, and how many that no row does: more of
   * these than of those is a sign that the bucket has two masters.
   */
  public boolean mostObjectsAreOrphans() {
    long orphans = orphanObjects();
    return orphans > ofObjects(Finding::things) - orphans;
  }

  /** Orphans among the objects of ours. */
  public long orphanObjects() {
    return ofObjects(Finding::orphans);
  }

  private long ofObjects(ToLongFunction<Finding> number) {
    return Arrays.stream(InventoryKind.values())
        .filter(InventoryKind::object)
        .map(this::finding)
        .mapToLong(number)
        .sum();
  }

  /** The findings, to be changed. */
  public Map<InventoryKind, Finding> copyOfFindings() {
    Map<InventoryKind, Finding> copy = new EnumMap<>(InventoryKind.class);
    copy.putAll(findings);
    return copy;
  }
}
