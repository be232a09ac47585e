package signalbox.application.study;

import java.util.List;
import java.util.Locale;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.Trial;

/**
 * Carries out {@link PruneTrial}: the orchestrator stops it as it stops those that a pruner names.
 */
public final class PruneTrialHandler implements Handler<PruneTrial, StudyView> {
  private final StudyChanger changer;
  private final TrialRepository trials;

  public PruneTrialHandler(StudyChanger changer, TrialRepository trials) {
    this.changer = changer;
    this.trials = trials;
  }

  @Override
  public StudyView handle(Principal caller, PruneTrial command) {
    return changer.change(caller, command.study(), study -> next(study, command.number()));
  }

  private StudyPlan next(Study study, int number) {
    Trial trial =
        trials.find(study.id(), List.of(number)).stream()
            .findFirst()
            .orElseThrow(
                () -> SignalboxException.of(ErrorCode.TRIAL_NOT_FOUND).safe("number", number));
    if (trial.state().ended()) {
      throw SignalboxException.of(ErrorCode.TRIAL_ENDED)
          .safe("number", number)
          .safe("actual", trial.state().name().toLowerCase(Locale.ROOT));
    }
    return study.plan().pruning(number);
  }
}
