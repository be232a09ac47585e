package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.List;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/**
 * What is wrong with the rows of a file: the first ones, and how many there are. Not thread-safe.
 */
public final class Faults {
  /** So many are kept with their text. */
  public static final int KEPT = 100;

  private final List<Fault> first = new ArrayList<>();
  private long count;

  public void add(Fault fault) {
    count++;
    if (first.size() < KEPT) {
      first.add(fault);
    }
  }

  public List<Fault> first() {
    return List.copyOf(first);
  }

  public long count() {
    return count;
  }

  /**
   * @throws SignalboxException {@code dataset.malformed} with the first faults when there is one
   */
  public void throwIfAny() {
    if (count > 0) {
      Fault fault = first.getFirst();
      String reason = fault.detail();
      throw SignalboxException.of(ErrorCode.DATASET_MALFORMED)
          .safe("count", count)
          .safe("line", String.valueOf(fault.line()))
          .safe("reason", Character.toLowerCase(reason.charAt(0)) + reason.substring(1))
          .because(first);
    }
  }
}
