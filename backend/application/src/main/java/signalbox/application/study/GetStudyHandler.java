package signalbox.application.study;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link GetStudy}. */
public final class GetStudyHandler implements Handler<GetStudy, StudyView> {
  private final StudyAccess access;
  private final StudyViews views;
  private final Transactions transactions;

  public GetStudyHandler(StudyAccess access, StudyViews views, Transactions transactions) {
    this.access = access;
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public StudyView handle(Principal caller, GetStudy query) {
    return transactions.inSnapshot(
        () -> views.of(access.require(caller, query.study(), Role.VIEWER)));
  }
}
