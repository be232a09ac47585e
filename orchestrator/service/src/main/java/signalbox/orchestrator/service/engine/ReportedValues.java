package signalbox.orchestrator.service.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a trial has reported of its study's metric, thinned to at most {@value #MOST} values: each
 * of the first {@value #EACH}, then one whenever there were a tenth more than at the one before,
 * which is room for a million. Trials whose steps are the same keep the same steps. Steps only
 * grow: an attempt that begins again says nothing new until it has come as far as the one before.
 * Thread-safe.
 */
final class ReportedValues {
  static final int MOST = 200;
  static final int EACH = 100;

  /** The step of a trial that has reported nothing. */
  static final long NO_STEP = -1;

  private long[] steps = new long[4];
  private double[] values = new double[4];
  private int size;
  private long seen;
  private long nextKept;
  private long lastStep = NO_STEP;
  private double lastValue;
  private boolean signalled;

  /** What was stored of a trial. */
  static ReportedValues of(List<Long> steps, List<Double> values) {
    ReportedValues reported = new ReportedValues();
    for (int i = 0; i < Math.min(steps.size(), values.size()); i++) {
      reported.seen = i < EACH ? i : Math.max(i, reported.nextKept);
      reported.keep(steps.get(i), values.get(i));
      reported.seen++;
      reported.lastStep = steps.get(i);
      reported.lastValue = values.get(i);
    }
    return reported;
  }

  /** Takes a value; true when somebody must be told that there is something new. */
  synchronized boolean add(long step, double value) {
    // A negative step is none that a pruner understands.
    if (step <= lastStep) {
      return false;
    }
    lastStep = step;
    lastValue = value;
    boolean kept = size < MOST && (seen < EACH || seen >= nextKept);
    if (kept) {
      keep(step, value);
    }
    seen++;
    boolean first = kept && !signalled;
    signalled |= kept;
    return first;
  }

  private void keep(long step, double value) {
    if (size == steps.length) {
      steps = Arrays.copyOf(steps, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    steps[size] = step;
    values[size++] = value;
    nextKept = seen + Math.max(1, seen / 10);
  }

  /** Who was told looks now: what comes after this is new again. */
  synchronized void looked() {
    signalled = false;
  }

  /** How many values were kept. */
  synchronized int size() {
    return size;
  }

  synchronized long step(int index) {
    return steps[index];
  }

  synchronized double value(int index) {
    return values[index];
  }

  /** The step of the last value, kept or not; {@link #NO_STEP} when there is none. */
  synchronized long lastStep() {
    return lastStep;
  }

  /** The last value, kept or not. */
  synchronized OptionalDouble lastValue() {
    return seen == 0 ? OptionalDouble.empty() : OptionalDouble.of(lastValue);
  }

  /** The steps of the values that were kept. */
  synchronized List<Long> steps() {
    List<Long> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(steps[i]);
    }
    return all;
  }

  /** The values that were kept. */
  synchronized List<Double> values() {
    List<Double> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(values[i]);
    }
    return all;
  }

  /** Gives back the room that nothing will need any more. */
  synchronized void close() {
    steps = Arrays.copyOf(steps, Math.max(1, size));
    values = Arrays.copyOf(values, Math.max(1, size));
  }
}
