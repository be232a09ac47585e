package signalbox.bootstrap;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.study.StudyObserver;
import signalbox.domain.run.RunId;

/** Counts, and logs where an operator should know, what becomes of reports. Thread-safe. */
final class StudyCounters implements StudyObserver {
  private static final Logger LOG = LoggerFactory.getLogger(StudyCounters.class);

  private final LongAdder repeated = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder unknown = new LongAdder();

  @Override
  public void repeated(RunId study) {
    repeated.increment();
  }

  @Override
  public void stale(RunId study) {
    stale.increment();
    LOG.info("Refused a word on study {}: it contradicts what is known, or is old", study);
  }

  @Override
  public void unknown(RunId study) {
    unknown.increment();
    LOG.warn("A status tells of study {} or of a trial of it, which is not here", study);
  }

  long repeatedReports() {
    return repeated.sum();
  }

  long staleReports() {
    return stale.sum();
  }

  long unknownStudies() {
    return unknown.sum();
  }
}
