package signalbox.application.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunWatcher;
import signalbox.application.run.StopWatcher;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyEvent;

/**
 * Gives trials new revisions when their runs come to new statuses, so that whoever follows their
 * study hears of it, and writes into the log of a study what became of it and of its trials.
 */
public final class WatchStudies implements RunWatcher, StopWatcher {
  private final StudyRepository studies;
  private final TrialRepository trials;
  private final StudyEventRepository events;

  public WatchStudies(
      StudyRepository studies, TrialRepository trials, StudyEventRepository events) {
    this.studies = studies;
    this.trials = trials;
    this.events = events;
  }

  @Override
  public void reached(List<Reached> reached) {
    Map<RunId, List<Reached>> byStudy = new TreeMap<>(Comparator.comparing(RunId::toString));
    for (Reached one : reached) {
      RunId study = study(one.run());
      if (study != null) {
        byStudy.computeIfAbsent(study, _ -> new ArrayList<>()).add(one);
      }
    }
    List<StudyEvent> happened = new ArrayList<>();
    byStudy.forEach((study, ofStudy) -> {
      happened.addAll(ofTrials(study, ofStudy));
      happened.addAll(ofItself(study, ofStudy));
    });
    append(happened);
  }

  @Override
  public void stopRequested(Run run, CancelMode mode, UserId by, Instant now) {
    RunId id = study(run);
    if (id == null) {
      return;
    }
    Integer number = run.spec() instanceof RunSpec.Trial trial ? trial.number() : null;
    long revision =
        number == null
            ? revised(id).map(Study::revision).orElse(0L)
            : trials.touch(id, List.of(run.id()));
    if (revision > 0) {
      StudyLines.Place place = new StudyLines.Place(id, revision, 0);
      append(List.of(StudyLines.stopRequested(mode, number, by, now, place)));
    }
  }

  private void append(List<StudyEvent> happened) {
    if (!happened.isEmpty()) {
      events.append(happened);
    }
  }

  /** Of the trials of one study: each has one new revision, whatever its run has come to. */
  private List<StudyEvent> ofTrials(RunId study, List<Reached> reached) {
    Set<RunId> touched = new LinkedHashSet<>();
    for (Reached one : reached) {
      if (one.run().spec() instanceof RunSpec.Trial) {
        touched.add(one.run().id());
      }
    }
    if (touched.isEmpty()) {
      return List.of();
    }
    long revision = trials.touch(study, touched) - touched.size();
    Map<RunId, Long> revisions = new HashMap<>();
    for (RunId run : touched) {
      revisions.put(run, ++revision);
    }
    List<StudyEvent> happened = new ArrayList<>();
    Map<RunId, Integer> ordinals = new HashMap<>();
    for (Reached one : reached) {
      Long own = revisions.get(one.run().id());
      if (own != null && own > 0 && one.run().spec() instanceof RunSpec.Trial trial) {
        int ordinal = ordinals.getOrDefault(one.run().id(), 0);
        StudyLines.Place place = new StudyLines.Place(study, own, ordinal);
        StudyLines.reached(one.run(), one.status(), trial.number(), place).ifPresent(happened::add);
        ordinals.put(one.run().id(), ordinal + 1);
      }
    }
    return happened;
  }

  private List<StudyEvent> ofItself(RunId id, List<Reached> reached) {
    List<Reached> own =
        reached.stream().filter(one -> one.run().spec() instanceof RunSpec.Study).toList();
    if (own.isEmpty()) {
      return List.of();
    }
    Optional<Study> revised = revised(id);
    if (revised.isEmpty()) {
      return List.of();
    }
    Study study = revised.get();
    List<StudyEvent> happened = new ArrayList<>();
    for (Reached one : own) {
      StudyLines.Place place = new StudyLines.Place(id, study.revision(), happened.size());
      StudyLines.reached(one.run(), one.status(), study, place).ifPresent(happened::add);
    }
    return happened;
  }

  /** The study in its next revision; empty when it is gone. */
  private Optional<Study> revised(RunId id) {
    Optional<Study> next =
        studies.lock(List.of(id)).stream()
            .findFirst()
            .map(study -> study.with(study.progress(), study.revision() + 1));
    next.ifPresent(studies::updateProgress);
    return next;
  }

  /** The study that a run is, or belongs to. */
  private static @Nullable RunId study(Run run) {
    return switch (run.spec()) {
      case RunSpec.Work _ -> null;
      case RunSpec.Study _ -> run.id();
      case RunSpec.Trial trial -> trial.study();
    };
  }
}
