package signalbox.application.study;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Study;

/** Answers {@link ListTrials}. */
public final class ListTrialsHandler implements Handler<ListTrials, TrialPage> {
  private final StudyAccess access;
  private final StudyRepository studies;
  private final TrialRepository trials;
  private final Transactions transactions;

  public ListTrialsHandler(
      StudyAccess access,
      StudyRepository studies,
      TrialRepository trials,
      Transactions transactions) {
    this.access = access;
    this.studies = studies;
    this.trials = trials;
    this.transactions = transactions;
  }

  @Override
  public TrialPage handle(Principal caller, ListTrials query) {
    access.require(caller, query.study(), Role.VIEWER);
    return transactions.inSnapshot(() -> {
      RunId id = query.study();
      Study study = studies.find(id).orElseThrow(() -> StudyAccess.notFound(id));
      List<TrialRow> found = trials.after(id, query.after(), query.limit() + 1);
      boolean more = found.size() > query.limit();
      List<TrialRow> shown = more ? found.subList(0, query.limit()) : found;
      long revision =
          more ? shown.getLast().trial().revision() : Math.max(query.after(), study.revision());
      return new TrialPage(
          List.copyOf(study.definition().search().keySet()),
          shown,
          trials.deleted(id, query.after(), revision),
          revision,
          more,
          study.progress().begun());
    });
  }
}
