package signalbox.application.storage;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import signalbox.domain.run.RunId;

/** Runs in memory. */
public final class InMemoryRunPresence implements RunPresence {
  private final Map<RunId, Boolean> runs = new ConcurrentHashMap<>();

  /** There is such a run. */
  public void add(RunId run, boolean alive) {
    runs.put(run, alive);
  }

  @Override
  public Set<RunId> known(Collection<RunId> asked) {
    return asked.stream().filter(runs::containsKey).collect(Collectors.toSet());
  }

  @Override
  public Set<RunId> alive(Collection<RunId> asked) {
    return asked.stream().filter(run -> runs.getOrDefault(run, false)).collect(Collectors.toSet());
  }
}
