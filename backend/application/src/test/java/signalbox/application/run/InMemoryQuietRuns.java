package signalbox.application.run;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;

/** Quiet runs among those of another store. For one thread; locks nothing, knows no outbox. */
public final class InMemoryQuietRuns implements QuietRuns {
  private final Supplier<List<Run>> runs;
  private final Map<RunId, Watched> watched = new HashMap<>();

  public InMemoryQuietRuns(Supplier<List<Run>> runs) {
    this.runs = runs;
  }

  @Override
  public List<RunId> find(Instant now, Instant waitingSince, Instant executingSince, int most) {
    return runs.get().stream()
        .filter(run -> quiet(run, waitingSince, executingSince))
        .filter(run -> !watched(run.id()).next().isAfter(now))
        .sorted(
            Comparator.comparing(InMemoryQuietRuns::heard)
                .thenComparing(run -> run.id().toString()))
        .limit(most)
        .map(Run::id)
        .toList();
  }

  @Override
  public Optional<Watched> claim(
      RunId run, Instant now, Instant waitingSince, Instant executingSince) {
    return find(now, waitingSince, executingSince, Integer.MAX_VALUE).contains(run)
        ? Optional.of(watched(run))
        : Optional.empty();
  }

  @Override
  public void lookAgain(RunId run, int published, Instant next) {
    watched.put(run, new Watched(published, next));
  }

  private Watched watched(RunId run) {
    return watched.getOrDefault(run, Watched.FIRST);
  }

  private static boolean quiet(Run run, Instant waitingSince, Instant executingSince) {
    boolean executing = run.status() == RunStatus.RUNNING || run.status() == RunStatus.LOST_CONTACT;
    return !run.status().terminal()
        && run.kind() != RunKind.TRIAL
        && heard(run).isBefore(executing ? executingSince : waitingSince);
  }

  private static Instant heard(Run run) {
    Instant contact = run.state().lastContactAt();
    return contact == null ? run.createdAt() : contact;
  }
}
