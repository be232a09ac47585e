package signalbox.orchestrator.core.canary;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Breaks a rule on purpose: the core logs. */
public final class CoreThatLogs {
  private static final Logger LOG = LoggerFactory.getLogger(CoreThatLogs.class);

  /** Logs. */
  public void log() {
    LOG.info("{}", this);
  }
}
