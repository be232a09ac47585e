package signalbox.application.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunRepository;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunState;
import signalbox.domain.study.Study;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialState;

/** Trials in memory, beside the runs of another store. For one thread; locks nothing. */
public final class InMemoryTrialRepository implements TrialRepository {
  private final StudyRepository studies;
  private final RunRepository runs;
  private final Map<String, Trial> trials = new TreeMap<>();
  private final List<Deleted> deleted = new ArrayList<>();

  public InMemoryTrialRepository(StudyRepository studies, RunRepository runs) {
    this.studies = studies;
    this.runs = runs;
  }

  private record Deleted(RunId study, long revision, List<Integer> numbers) {}

  /** Removes trials in the study's next revision; no effect when the study is gone. */
  public void delete(RunId study, List<Integer> numbers) {
    Optional<Study> found = studies.find(study);
    trials
        .values()
        .removeIf(trial -> trial.study().equals(study) && numbers.contains(trial.number()));
    if (found.isPresent()) {
      long revision = found.get().revision() + 1;
      deleted.add(new Deleted(study, revision, List.copyOf(numbers)));
      studies.updateProgress(found.get().with(found.get().progress(), revision));
    }
  }

  @Override
  public List<Integer> deleted(RunId study, long after, long upTo) {
    return deleted.stream()
        .filter(one -> one.study().equals(study))
        .filter(one -> one.revision() > after && one.revision() <= upTo)
        .flatMap(one -> one.numbers().stream())
        .toList();
  }

  @Override
  public void insertAll(List<Trial> added) {
    added.forEach(trial -> trials.put(trial.run().toString(), trial));
  }

  @Override
  public void updateAll(List<Trial> changed) {
    insertAll(changed);
  }

  private Stream<Trial> of(RunId study) {
    return trials.values().stream().filter(trial -> trial.study().equals(study));
  }

  @Override
  public List<Trial> find(RunId study, Collection<Integer> numbers) {
    return of(study).filter(trial -> numbers.contains(trial.number())).toList();
  }

  @Override
  public long touch(RunId study, Collection<RunId> touched) {
    Optional<Study> found = studies.find(study);
    if (found.isEmpty()) {
      return 0;
    }
    long revision = found.get().revision();
    for (RunId run : touched) {
      revision++;
      Trial trial = trials.get(run.toString());
      if (trial != null && trial.study().equals(study)) {
        trials.put(run.toString(), revised(trial, revision));
      }
    }
    studies.updateProgress(found.get().with(found.get().progress(), revision));
    return revision;
  }

  private static Trial revised(Trial trial, long revision) {
    return new Trial(
        trial.study(),
        trial.number(),
        trial.run(),
        trial.parameters(),
        trial.proposed(),
        trial.state(),
        trial.values(),
        trial.constraints(),
        trial.lastStep(),
        trial.message(),
        trial.begunAt(),
        trial.endedAt(),
        revision);
  }

  @Override
  public List<TrialRow> after(RunId study, long revision, int limit) {
    return of(study)
        .filter(trial -> trial.revision() > revision)
        .sorted(Comparator.comparingLong(Trial::revision))
        .limit(limit)
        .map(this::row)
        .toList();
  }

  private TrialRow row(Trial trial) {
    Run run = runs.find(trial.run()).orElseThrow();
    return new TrialRow(
        trial,
        run.status(),
        run.state().startedAt(),
        run.state().endedAt(),
        run.attempt(),
        run.state().instance(),
        why(trial, run.state()));
  }

  private static @Nullable String why(Trial trial, RunState state) {
    Failure failure = state.failure();
    return TrialRow.why(
        trial.message(),
        failure == null ? null : failure.message(),
        state.status(),
        state.startedAt(),
        state.endedAt(),
        state.statusReason());
  }

  @Override
  public Map<RunId, Map<String, Object>> parameters(Collection<RunId> asked) {
    Map<RunId, Map<String, Object>> found = new HashMap<>();
    trials.values().stream()
        .filter(trial -> asked.contains(trial.run()))
        .forEach(trial -> found.put(trial.run(), trial.parameters()));
    return found;
  }

  @Override
  public Map<RunId, TrialState> of(Collection<RunId> asked) {
    Map<RunId, TrialState> found = new HashMap<>();
    trials.values().stream()
        .filter(trial -> asked.contains(trial.run()))
        .forEach(trial -> found.put(trial.run(), trial.state()));
    return found;
  }

  @Override
  public List<EarlierTrial> completed(Collection<RunId> asked, Instant before, int most) {
    return trials.values().stream()
        .filter(trial -> asked.contains(trial.study()) && trial.state() == TrialState.COMPLETED)
        .filter(trial -> ended(trial).isBefore(before))
        .sorted(
            Comparator.comparing(InMemoryTrialRepository::ended)
                .thenComparingInt(Trial::number)
                .reversed())
        .limit(most)
        .map(trial -> new EarlierTrial(trial.parameters(), trial.values()))
        .toList();
  }

  private static Instant ended(Trial trial) {
    Instant ended = trial.endedAt();
    return ended == null ? Instant.MAX : ended;
  }

  @Override
  public List<Trial> left(Instant studyEndedBefore, int most) {
    return trials.values().stream()
        .filter(trial -> !trial.state().ended())
        .filter(trial ->
            runs.find(trial.study())
                .map(study -> study.state().endedAt())
                .filter(ended -> ended.isBefore(studyEndedBefore))
                .isPresent())
        .sorted(
            Comparator.comparing((Trial trial) -> trial.study().toString())
                .thenComparingInt(Trial::number))
        .limit(most)
        .toList();
  }
}
