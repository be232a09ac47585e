package signalbox.application.study;

import java.util.ArrayList;
import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyPlan;

/** Carries out {@link ChangeStudy}: the plan and its command in one transaction. */
public final class ChangeStudyHandler implements Handler<ChangeStudy, StudyView> {
  private final StudyChanger changer;

  public ChangeStudyHandler(StudyChanger changer) {
    this.changer = changer;
  }

  @Override
  public StudyView handle(Principal caller, ChangeStudy command) {
    List<Fault> faults = new ArrayList<>();
    StudyRequestCheck.within(faults, "trials", command.trials(), 1, StudyPlan.MOST_TRIALS);
    StudyRequestCheck.within(
        faults, "parallelism", command.parallelism(), 1, StudyPlan.MOST_PARALLEL);
    StudyRequestCheck.throwIfAny(faults);
    return changer.change(caller, command.study(), study -> next(study, command));
  }

  private static StudyPlan next(Study study, ChangeStudy command) {
    StudyPlan plan = study.plan();
    Long trials = command.trials();
    Long parallelism = command.parallelism();
    Boolean paused = command.paused();
    if (trials != null) {
      int begun = study.progress().begun();
      if (trials < begun) {
        throw SignalboxException.invalid(
            ErrorCode.STUDY_INVALID,
            "trials",
            "must not be below the " + begun + " that have begun");
      }
      plan = plan.withTrials(Math.toIntExact(trials));
    }
    if (parallelism != null) {
      plan = plan.withParallelism(Math.toIntExact(parallelism));
    }
    if (paused != null) {
      plan = plan.paused(paused);
    }
    return command.stop() ? plan.stopped() : plan;
  }
}
