package signalbox.infrastructure.timescale.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;

/**
 * The batches of an attempt that may hold wanted lines, cut into windows of numbers. The windows
 * follow each other in the order of the numbers, so each can be sorted for itself.
 */
final class BatchIndex {
  private final List<Batch> batches;
  private final LineRange bounds;
  private final boolean backwards;
  private List<Batch> active = new ArrayList<>();
  private int next;
  private long at;

  /** A row of {@code log_batch}. */
  record Batch(long id, long from, long to, int lines, long storedMicros) {
    boolean overlaps(long low, long high) {
      return to >= low && from <= high;
    }
  }

  /** Numbers with the batches that may hold them. */
  record Window(long from, long to, List<Batch> batches) {
    long lines() {
      return batches.stream().mapToLong(Batch::lines).sum();
    }
  }

  /**
   * @param found in any order
   * @param wanted not empty
   */
  BatchIndex(List<Batch> found, LineRanges wanted, boolean backwards) {
    bounds = new LineRange(wanted.ranges().getFirst().from(), wanted.ranges().getLast().to());
    this.backwards = backwards;
    batches = new ArrayList<>(found.size());
    for (Batch batch : found) {
      if (wanted.ranges().size() == 1 || holdsSome(batch, wanted)) {
        batches.add(batch);
      }
    }
    batches.sort(
        backwards
            ? Comparator.comparingLong(Batch::to).reversed()
            : Comparator.comparingLong(Batch::from));
    at = backwards ? bounds.to() : bounds.from();
  }

  private static boolean holdsSome(Batch batch, LineRanges wanted) {
    int low = 0;
    int high = wanted.ranges().size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      LineRange range = wanted.ranges().get(middle);
      if (range.to() < batch.from()) {
        low = middle + 1;
      } else if (range.from() > batch.to()) {
        high = middle - 1;
      } else {
        return true;
      }
    }
    return false;
  }

  boolean hasNext() {
    return next < batches.size() || !active.isEmpty();
  }

  /** The next window, with about so many lines. */
  Window next(long lines) {
    return backwards ? down(lines) : up(lines);
  }

  private Window up(long lines) {
    List<Batch> here = new ArrayList<>(active);
    long sum = 0;
    while (next < batches.size() && (sum < lines || batches.get(next).from() <= at)) {
      Batch batch = batches.get(next++);
      here.add(batch);
      sum += batch.lines();
    }
    long from = at;
    long to =
        next < batches.size() ? Math.min(bounds.to(), batches.get(next).from() - 1) : bounds.to();
    active = new ArrayList<>(here.stream().filter(batch -> batch.to() > to).toList());
    if (to == bounds.to()) {
      active.clear();
      next = batches.size();
    }
    at = to + 1;
    return new Window(from, to, here);
  }

  private Window down(long lines) {
    List<Batch> here = new ArrayList<>(active);
    long sum = 0;
    while (next < batches.size() && (sum < lines || batches.get(next).to() >= at)) {
      Batch batch = batches.get(next++);
      here.add(batch);
      sum += batch.lines();
    }
    long to = at;
    long from =
        next < batches.size() ? Math.max(bounds.from(), batches.get(next).to() + 1) : bounds.from();
    active = new ArrayList<>(here.stream().filter(batch -> batch.from() < from).toList());
    if (from == bounds.from()) {
      active.clear();
      next = batches.size();
    }
    at = from - 1;
    return new Window(from, to, here);
  }
}
