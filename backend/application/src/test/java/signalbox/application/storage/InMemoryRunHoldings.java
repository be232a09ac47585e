package signalbox.application.storage;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/** What is kept of runs, in memory. */
public final class InMemoryRunHoldings implements RunHoldings {
  private final ConcurrentNavigableMap<String, Holding> holdings = new ConcurrentSkipListMap<>();

  /** Something is kept of a run; replaces what was. */
  public void put(Holding holding) {
    holdings.put(holding.run().toString(), holding);
  }

  @Override
  public List<RunId> runs(@Nullable RunId after, int most) {
    var rest = after == null ? holdings : holdings.tailMap(after.toString(), false);
    return rest.values().stream().map(Holding::run).limit(most).toList();
  }

  @Override
  public List<Holding> of(Collection<RunId> runs) {
    return runs.stream().flatMap(run -> Stream.ofNullable(holdings.get(run.toString()))).toList();
  }

  @Override
  public long count() {
    return holdings.size();
  }

  @Override
  public void remove(RunId run) {
    holdings.remove(run.toString());
  }
}
