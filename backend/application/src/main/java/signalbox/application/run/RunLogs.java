package signalbox.application.run;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/** What a list of runs says of their logs, which lie in a store of their own. Thread-safe. */
public interface RunLogs {
  /**
   * Of the newest attempt that has lines; a run without a log is absent.
   *
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable}
   */
  Map<RunId, Counts> counts(Collection<RunId> runs);

  /**
   * Lines of one attempt.
   *
   * @param attempt 0 when there is no line
   * @param errors lines of level error or critical
   * @param firstErrorSeq the smallest number of such a line; null when there is none
   */
  record Counts(int attempt, long warnings, long errors, @Nullable Long firstErrorSeq) {
    /** Of a run without lines. */
    public static final Counts NONE = new Counts(0, 0, 0, null);
  }
}
