package signalbox.domain.canary;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Breaks a rule on purpose: the domain logs. */
public final class DomainThatLogs {
  private static final Logger LOG = LoggerFactory.getLogger(DomainThatLogs.class);

  /** Logs. */
  public void log() {
    LOG.info("{}", this);
  }
}
