package signalbox.application.study;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyPlan;

/**
 * Stores another plan of a study with its command and its line of the log, in one transaction.
 * Thread-safe.
 */
public final class StudyChanger {
  private final StudyAccess access;
  private final RunRepository runs;
  private final StudyRepository studies;
  private final StudyEventRepository events;
  private final StudyCommands commands;
  private final StudyViews views;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final InstantSource clock;

  public StudyChanger(
      StudyAccess access,
      RunRepository runs,
      StudyRepository studies,
      StudyEventRepository events,
      StudyCommands commands,
      StudyViews views,
      Transactions transactions,
      ChangeSignal signal,
      InstantSource clock) {
    this.access = access;
    this.runs = runs;
    this.studies = studies;
    this.events = events;
    this.commands = commands;
    this.views = views;
    this.transactions = transactions;
    this.signal = signal;
    this.clock = clock;
  }

  /**
   * A plan that is the same sends no command.
   *
   * @param change from the study, locked, to its next plan; may refuse
   * @throws SignalboxException as {@link StudyAccess#require} says, {@code study.over} when the
   *     study has ended or is being cancelled
   */
  StudyView change(Principal caller, RunId id, Function<Study, StudyPlan> change) {
    access.require(caller, id, Role.EDITOR);
    Run ofStudy =
        transactions.inTransaction(() -> {
          // The run first: whoever ends it holds it.
          Run run =
              runs.lock(List.of(id)).stream()
                  .findFirst()
                  .orElseThrow(() -> StudyAccess.notFound(id));
          Study study =
              studies.lock(List.of(id)).stream()
                  .findFirst()
                  .orElseThrow(() -> StudyAccess.notFound(id));
          requireGoing(run);
          StudyPlan next = change.apply(study);
          if (next.revision() != study.plan().revision()) {
            Study changed = study.with(next, study.revision() + 1);
            store(changed);
            events.append(
                StudyLines.planned(study.plan(), changed, caller.userId(), clock.instant()));
          }
          return run;
        });
    return views.of(ofStudy);
  }

  private void store(Study study) {
    studies.updatePlan(study);
    commands.changeStudy(study);
    transactions.afterCommit(() -> signal.changed(new Topic.OneStudy(study.id())));
  }

  private static void requireGoing(Run run) {
    if (run.status().terminal() || run.status() == RunStatus.CANCELLING) {
      throw SignalboxException.of(ErrorCode.STUDY_OVER).safe("actual", run.status().word());
    }
  }
}
