package signalbox.application.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.application.study.InMemoryTrialRepository;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;

/** Deletions in memory, beside the trials of another store. For one thread; locks nothing. */
public final class InMemoryRunDeletions implements RunDeletions {
  private final InMemoryTrialRepository trials;
  private final List<Kept> kept = new ArrayList<>();
  private final Map<ProjectId, Long> forgotten = new HashMap<>();

  public InMemoryRunDeletions(InMemoryTrialRepository trials) {
    this.trials = trials;
  }

  private record Kept(ProjectId project, Deletion deletion, Instant at) {}

  @Override
  public void note(ProjectId project, long revision, Collection<Run> deleted, Instant now) {
    kept.add(
        new Kept(project, new Deletion(revision, deleted.stream().map(Run::id).toList()), now));
    Map<RunId, List<Integer>> byStudy = new LinkedHashMap<>();
    for (Run run : deleted) {
      if (run.spec() instanceof RunSpec.Trial trial) {
        byStudy.computeIfAbsent(trial.study(), _ -> new ArrayList<>()).add(trial.number());
      }
    }
    byStudy.forEach(trials::delete);
  }

  @Override
  public List<Deletion> after(ProjectId project, long revision, int limit) {
    return kept.stream()
        .filter(one -> one.project().equals(project))
        .map(Kept::deletion)
        .filter(deletion -> deletion.revision() > revision)
        .sorted(Comparator.comparingLong(Deletion::revision))
        .limit(limit)
        .toList();
  }

  @Override
  public long forgotten(ProjectId project) {
    return forgotten.getOrDefault(project, 0L);
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    List<Kept> old =
        kept.stream()
            .filter(one -> one.at().isBefore(limit))
            .sorted(Comparator.comparing(Kept::at))
            .limit(most)
            .toList();
    for (Kept one : old) {
      kept.remove(one);
      forgotten.merge(one.project(), one.deletion().revision(), Math::max);
    }
    return old.size();
  }
}
