package signalbox.application.study;

import java.util.List;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyDefinition;

/**
 * What a study is told of earlier ones: the newest of their trials that completed before it was
 * made, with values that it may have itself. The same whenever it is asked. Thread-safe.
 */
public final class EarlierTrials {
  static final int MOST = 2_000;

  private final StudyRepository studies;
  private final TrialRepository trials;

  public EarlierTrials(StudyRepository studies, TrialRepository trials) {
    this.studies = studies;
    this.trials = trials;
  }

  List<EarlierTrial> of(Run run, Study study) {
    if (study.startFrom().isEmpty()) {
      return List.of();
    }
    StudyDefinition definition = study.definition();
    List<RunId> fitting =
        studies.findAll(study.startFrom()).stream()
            .filter(earlier -> definition.learnsFrom(earlier.definition()))
            .map(Study::id)
            .toList();
    return fitting.isEmpty()
        ? List.of()
        : trials.completed(fitting, run.createdAt(), MOST).stream()
            .filter(trial -> trial.values().size() == definition.objectives().size())
            .filter(trial -> definition.faultsOf("", trial.parameters()).isEmpty())
            .toList();
  }
}
