package signalbox.application.study;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.application.run.TestRuns;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Direction;
import signalbox.domain.study.Objective;
import signalbox.domain.study.Pruner;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyConstraint;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyMethod;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.StudyProgress;
import signalbox.domain.study.StudyReport;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialState;

/** Studies and words of an orchestrator on them for tests. */
public final class TestStudies {
  private TestStudies() {}

  /** Of every kind of range, with choices of every type. */
  public static StudyDefinition definition() {
    List<Object> choices = new ArrayList<>(List.of("gbdt", 1, 2.5, true));
    choices.add(null);
    Map<String, SearchRange> search = new LinkedHashMap<>();
    search.put("z_rate", new SearchRange.Real(0.001, 0.3, null, true));
    search.put("a.share", new SearchRange.Real(0, 1, 0.25, false));
    search.put("leaves", new SearchRange.Whole(8, 128, 8, false));
    search.put("boosting", new SearchRange.Choice(choices));
    return new StudyDefinition(
        search,
        List.of(new Objective("roc_auc", Direction.MAXIMIZE)),
        List.of(new StudyConstraint("rows", 10.5, true)),
        new StudyMethod("tpe", Map.of("multivariate", true, "n_startup_trials", 5)),
        new Pruner(new StudyMethod("median", Map.of()), "valid/roc_auc"),
        42);
  }

  /** One that has just begun. */
  public static Study study(RunId id) {
    return study(id, definition());
  }

  public static Study study(RunId id, StudyDefinition definition) {
    return new Study(
        id,
        definition,
        Duration.ofHours(1),
        List.of(new RunId(TestRuns.IDS.next())),
        new StudyPlan(60, 4, false, false, List.of(), List.of(), 0),
        StudyProgress.NONE,
        0);
  }

  public static StudyReported begun(RunId study, int number, RunId trial) {
    return begun(study, number, trial, Map.of("z_rate", 0.1 + number, "boosting", "gbdt"));
  }

  public static StudyReported begun(
      RunId study, int number, RunId trial, Map<String, Object> parameters) {
    return said(
        study, number + 1L, new StudyReport.TrialBegun(number, trial, parameters, number % 5 != 0));
  }

  public static StudyReported ended(
      RunId study, int number, RunId trial, TrialState outcome, double... values) {
    List<Double> all = new ArrayList<>();
    for (double value : values) {
      all.add(value);
    }
    return said(
        study,
        number + 1L,
        new StudyReport.TrialEnded(
            number,
            trial,
            outcome,
            all,
            outcome == TrialState.COMPLETED ? List.of(-0.5) : List.of(),
            all.isEmpty() ? -1 : 7,
            outcome == TrialState.FAILED ? "The trial reported no value of roc_auc." : ""));
  }

  public static StudyReported changed(RunId study, long revision, int second, String trouble) {
    return new StudyReported(
        study,
        new StudyReport(
            revision, TestRuns.NOW.plusSeconds(second), new StudyReport.StudyChanged(trouble)));
  }

  private static StudyReported said(RunId study, long sequence, StudyReport.Content content) {
    return new StudyReported(
        study, new StudyReport(sequence, TestRuns.NOW.plusSeconds(sequence), content));
  }

  /** A trial that runs. */
  public static Trial trial(RunId study, int number, RunId run, long revision) {
    StudyReported begun = begun(study, number, run);
    return Trial.begun(
        study, begun.report().time(), (StudyReport.TrialBegun) begun.report().content(), revision);
  }

  /** The same trial at its end. */
  public static Trial ended(
      Trial trial, TrialState outcome, Instant time, long revision, double... values) {
    StudyReported ended = ended(trial.study(), trial.number(), trial.run(), outcome, values);
    return trial.ended(time, (StudyReport.TrialEnded) ended.report().content(), revision);
  }
}
