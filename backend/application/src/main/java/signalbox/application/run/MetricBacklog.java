package signalbox.application.run;

import java.util.Collection;
import java.util.List;
import signalbox.domain.run.RunId;

/** Runs whose metrics are still to be copied from the store of points. Thread-safe. */
public interface MetricBacklog {
  List<RunId> some(int most);

  void done(Collection<RunId> runs);
}
