package signalbox.application.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import signalbox.application.run.RunView;
import signalbox.application.run.RunViews;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.study.BestTrial;
import signalbox.domain.study.Study;

/** Puts a study's run and its best trials together, for a whole list at once. Thread-safe. */
public final class StudyViews {
  private final RunViews runs;
  private final StudyRepository studies;
  private final TrialRepository trials;

  public StudyViews(RunViews runs, StudyRepository studies, TrialRepository trials) {
    this.runs = runs;
    this.studies = studies;
    this.trials = trials;
  }

  /** In the same order; runs that are no studies are left out. */
  public List<StudyView> of(List<Run> ofStudies) {
    if (ofStudies.isEmpty()) {
      return List.of();
    }
    Map<RunId, Study> found = new HashMap<>();
    studies
        .findAll(ofStudies.stream().map(Run::id).toList())
        .forEach(study -> found.put(study.id(), study));
    Map<RunId, List<BestTrial>> best = new HashMap<>();
    found.forEach((id, study) -> best.put(id, study.progress().shownBest(StudyView.MOST_BEST)));
    List<RunId> named = best.values().stream().flatMap(List::stream).map(BestTrial::run).toList();
    Map<RunId, Map<String, Object>> parameters =
        named.isEmpty() ? Map.of() : trials.parameters(named);
    List<StudyView> views = new ArrayList<>();
    for (RunView view : runs.of(ofStudies)) {
      Study study = found.get(view.run().id());
      if (study != null) {
        views.add(view(view, study, best.getOrDefault(study.id(), List.of()), parameters));
      }
    }
    return List.copyOf(views);
  }

  public StudyView of(Run ofStudy) {
    return of(List.of(ofStudy)).stream()
        .findFirst()
        .orElseThrow(() -> StudyAccess.notFound(ofStudy.id()));
  }

  private static StudyView view(
      RunView run, Study study, List<BestTrial> best, Map<RunId, Map<String, Object>> parameters) {
    return new StudyView(
        run,
        study,
        best.stream()
            .map(trial ->
                new StudyView.Best(
                    trial.number(),
                    trial.run(),
                    trial.values(),
                    parameters.getOrDefault(trial.run(), Map.of())))
            .toList(),
        study.progress().shownImprovements(StudyView.MOST_IMPROVEMENTS));
  }
}
