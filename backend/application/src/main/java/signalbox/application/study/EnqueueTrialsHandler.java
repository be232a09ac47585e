package signalbox.application.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import signalbox.application.shared.Handler;
import signalbox.domain.error.Fault;
import signalbox.domain.identity.Principal;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyPlan;

/** Carries out {@link EnqueueTrials}. */
public final class EnqueueTrialsHandler implements Handler<EnqueueTrials, StudyView> {
  private static final String FIELD = "configurations";

  private final StudyChanger changer;

  public EnqueueTrialsHandler(StudyChanger changer) {
    this.changer = changer;
  }

  @Override
  public StudyView handle(Principal caller, EnqueueTrials command) {
    int size = command.configurations().size();
    if (size < 1 || size > StudyPlan.MOST_ENQUEUED) {
      StudyRequestCheck.throwIfAny(
          List.of(Fault.inField(FIELD, "must be from 1 to " + StudyPlan.MOST_ENQUEUED)));
    }
    return changer.change(caller, command.study(), study -> next(study, command.configurations()));
  }

  private static StudyPlan next(Study study, List<Map<String, Object>> configurations) {
    List<Fault> faults = new ArrayList<>();
    StudyRequestCheck.checkEnqueued(FIELD, study.definition(), configurations, faults);
    if (study.plan().enqueued().size() + configurations.size() > StudyPlan.MOST_ENQUEUED_IN_ALL) {
      faults.add(
          Fault.inField(FIELD, "at most " + StudyPlan.MOST_ENQUEUED_IN_ALL + " in all of a study"));
    }
    StudyRequestCheck.throwIfAny(faults);
    return study.plan().enqueueing(configurations);
  }
}
