package signalbox.application.transfer;

import java.time.Instant;
import java.util.List;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.ImportId;

/**
 * What imports have begun to put into other stores, noted before: what no project has in the end
 * can be removed whatever happened between. Thread-safe.
 */
public interface ImportTraces {
  /** Points and lines of this run come next. Doing it twice changes nothing. */
  void noteRun(ImportId id, int attempt, RunId run);

  /** An object comes next. Doing it twice changes nothing. */
  void noteObject(ImportId id, int attempt, String key, long sizeBytes, String sha256);

  /** Runs of attempts that are over, and which no project has. */
  List<RunId> leftRuns(Instant now, int most);

  /** Keys of objects of attempts that are over, and which no row names. */
  List<String> leftObjects(Instant now, int most);

  /** Points and lines of these runs are gone. */
  void forgetRuns(List<RunId> runs);

  /** These objects are gone. */
  void forgetObjects(List<String> keys);
}
