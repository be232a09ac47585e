package signalbox.application.canary;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Breaks a rule on purpose: the application logs. */
public final class ApplicationThatLogs {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationThatLogs.class);

  /** Logs. */
  public void log() {
    LOG.info("{}", this);
  }
}
