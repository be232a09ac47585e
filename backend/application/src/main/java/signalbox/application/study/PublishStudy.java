package signalbox.application.study;

import java.util.List;
import java.util.UUID;
import signalbox.application.run.StudyPublisher;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.run.Run;
import signalbox.domain.study.Study;

/** Says again what is wanted of a study. Thread-safe. */
public final class PublishStudy implements StudyPublisher {
  private final StudyRepository studies;
  private final EarlierTrials earlier;
  private final StudyCommands commands;

  public PublishStudy(StudyRepository studies, EarlierTrials earlier, StudyCommands commands) {
    this.studies = studies;
    this.earlier = earlier;
    this.commands = commands;
  }

  @Override
  public UUID publish(Run run, List<Dataset> datasets) {
    Study study =
        studies
            .find(run.id())
            .orElseThrow(() -> new IllegalStateException("run " + run.id() + " has no study"));
    UUID started = commands.startStudy(run, study, datasets, earlier.of(run, study));
    if (study.plan().revision() > 0) {
      commands.changeStudy(study);
    }
    return started;
  }
}
