package signalbox.bootstrap;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.run.RunObserver;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.presentation.kafka.event.StatusObserver;

/** Counts, and logs where an operator should know, what becomes of statuses. Thread-safe. */
final class RunCounters implements RunObserver, StatusObserver {
  private static final Logger LOG = LoggerFactory.getLogger(RunCounters.class);

  private final Consumer<RunId> whenEnded;
  private final LongAdder applied = new LongAdder();
  private final Map<RunStatus, LongAdder> entered = new EnumMap<>(RunStatus.class);
  private final LongAdder repeated = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder illegal = new LongAdder();
  private final LongAdder gaps = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder handled = new LongAdder();
  private final LongAdder buried = new LongAdder();
  private final LongAdder retried = new LongAdder();

  /**
   * @param whenEnded is told of each run whose end was committed; must neither block nor throw
   */
  RunCounters(Consumer<RunId> whenEnded) {
    this.whenEnded = whenEnded;
    for (RunStatus status : RunStatus.values()) {
      entered.put(status, new LongAdder());
    }
  }

  @Override
  public void applied(RunStatus status) {
    applied.increment();
    LongAdder counter = entered.get(status);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void ended(RunId run) {
    whenEnded.accept(run);
  }

  @Override
  public void repeated(RunId run) {
    repeated.increment();
  }

  @Override
  public void stale(RunId run, int attempt, int newest) {
    stale.increment();
    LOG.info("Refused a word of attempt {} on run {}: it is at {}", attempt, run, newest);
  }

  @Override
  public void late(RunId run, RunStatus status) {
    late.increment();
  }

  @Override
  public void illegal(RunId run, RunStatus from, RunStatus to) {
    illegal.increment();
    LOG.warn("Refused the step of run {} from {} to {}", run, from.word(), to.word());
  }

  @Override
  public void gap(RunId run, long before, long taken) {
    gaps.increment();
    LOG.warn("Statuses {} to {} of run {} were never seen", before + 1, taken - 1, run);
  }

  @Override
  public void unknown(RunId run) {
    unknown.increment();
    LOG.warn("A status tells of run {}, which is not here", run);
  }

  @Override
  public void handled(int statuses) {
    handled.add(statuses);
  }

  @Override
  public void buried() {
    buried.increment();
  }

  @Override
  public void retried() {
    retried.increment();
  }

  long appliedStatuses() {
    return applied.sum();
  }

  /** Transitions that led to the status. */
  long transitionsTo(RunStatus status) {
    LongAdder counter = entered.get(status);
    return counter == null ? 0 : counter.sum();
  }

  long repeatedStatuses() {
    return repeated.sum();
  }

  long staleStatuses() {
    return stale.sum();
  }

  long lateStatuses() {
    return late.sum();
  }

  long illegalStatuses() {
    return illegal.sum();
  }

  long gaps() {
    return gaps.sum();
  }

  long unknownRuns() {
    return unknown.sum();
  }

  long handledStatuses() {
    return handled.sum();
  }

  long buriedStatuses() {
    return buried.sum();
  }

  long retriedBatches() {
    return retried.sum();
  }
}
