package signalbox.application.storage;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chores in memory. Thread-safe. */
public final class InMemoryChoreRepository implements ChoreRepository {
  private final Map<ChoreName, Chore> chores = new EnumMap<>(ChoreName.class);
  private final Map<ChoreName, Instant> claims = new EnumMap<>(ChoreName.class);

  @Override
  public synchronized boolean begin(ChoreName name, Instant now, Instant until) {
    Instant claimed = claims.get(name);
    Chore known = known(name);
    Instant next = known.nextAt();
    boolean early = next != null && next.isAfter(now.plusSeconds(1));
    if (early || (claimed != null && claimed.isAfter(now))) {
      return false;
    }
    claims.put(name, until);
    chores.put(
        name,
        new Chore(
            name,
            now,
            known.endedAt(),
            next,
            known.removed(),
            known.removedAt(),
            known.removedTotal(),
            known.failures(),
            known.failingSince(),
            known.problem()));
    return true;
  }

  @Override
  public synchronized void ended(
      ChoreName name, Instant startedAt, Instant now, Instant nextAt, long removed) {
    Chore known = known(name);
    claims.remove(name);
    chores.put(
        name,
        new Chore(
            name,
            startedAt,
            now,
            nextAt,
            removed > 0 ? removed : known.removed(),
            removed > 0 ? now : known.removedAt(),
            known.removedTotal() + removed,
            0,
            null,
            null));
  }

  @Override
  public synchronized void failed(
      ChoreName name, Instant startedAt, Instant now, Instant nextAt, String problem) {
    Chore known = known(name);
    @Nullable Instant since = known.failingSince();
    claims.remove(name);
    chores.put(
        name,
        new Chore(
            name,
            startedAt,
            known.endedAt(),
            nextAt,
            known.removed(),
            known.removedAt(),
            known.removedTotal(),
            known.failures() + 1,
            since == null ? now : since,
            problem));
  }

  @Override
  public synchronized List<Chore> list() {
    return List.copyOf(chores.values());
  }

  private Chore known(ChoreName name) {
    return chores.getOrDefault(name, new Chore(name, null, null, null, 0, null, 0, 0, null, null));
  }
}
