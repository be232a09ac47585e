package signalbox.application.study;

import java.util.List;
import java.util.UUID;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.run.Run;
import signalbox.domain.study.Study;

/**
 * Commands on studies to the orchestrator. They leave like every command: stored in the current
 * transaction, at least once, in the order in which one study's commands were stored. Thread-safe.
 */
public interface StudyCommands {
  /**
   * @param datasets what each trial works on: one; none for a solve that has its data in its
   *     parameters; of a set all, in the order in which they are solved
   * @param earlier completed trials of other studies that it starts from
   * @return the command's id
   */
  UUID startStudy(Run run, Study study, List<Dataset> datasets, List<EarlierTrial> earlier);

  /**
   * Tells the whole plan, as it is to be from now on.
   *
   * @return the command's id
   */
  UUID changeStudy(Study study);
}
