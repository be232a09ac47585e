package signalbox.domain.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import signalbox.domain.dataset.DatasetId;

/**
 * The instances over which a study tunes a solver: each trial solves all of them, in the same
 * order.
 */
public final class InstanceSet {
  public static final int LEAST = 2;
  public static final int MOST = 100;

  /**
   * The parameter of a solver that limits the time of one instance; what is not solved counts with
   * it.
   */
  public static final String TIME_LIMIT = "time_limit_seconds";

  /** What the steps of a metric count that has a value for each instance of its own. */
  public static final String STEP_UNIT = "instance";

  private InstanceSet() {}

  /**
   * The order in which they are solved: by chance, so that those which come first, and by which
   * trials are pruned, are no particular ones. The same for the same instances and seed, whatever
   * order they are named in.
   */
  public static List<DatasetId> ordered(Collection<DatasetId> instances, int seed) {
    List<DatasetId> order = new ArrayList<>(instances);
    order.sort(Comparator.comparing(DatasetId::value));
    Collections.shuffle(order, new Random(seed));
    return List.copyOf(order);
  }
}
