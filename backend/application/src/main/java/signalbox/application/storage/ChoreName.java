package signalbox.application.storage;

import java.util.Locale;

/** The chores. The lower-case name is the public word, and the one in the table. */
public enum ChoreName {
  /** Removes log lines that a project has kept for as long as it wants. */
  LOG_RETENTION,
  /** Removes metric points that a project has kept for as long as it wants. */
  METRIC_RETENTION,
  /** Removes what other stores hold of deleted runs. */
  DELETED_RUNS,
  /** Removes uploads of which nothing was heard, and files of uploads that are not there. */
  EXPIRED_UPLOADS,
  EXPIRED_SESSIONS,
  /** Removes what imports have stored that came to nothing. */
  IMPORT_TRACES,
  /** Removes what those are told who follow a project and come back. */
  OLD_DELETIONS,
  OLD_NOTIFICATIONS,
  OLD_DELIVERIES,
  OLD_PREDICTIONS,
  OLD_IDEMPOTENCY_KEYS,
  OLD_INVENTORIES,
  OLD_IMPORTS;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
