package signalbox.application.run;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;

/** Answers {@link ListSimilarFailures}; nothing is similar to a run that did not fail. */
public final class ListSimilarFailuresHandler
    implements Handler<ListSimilarFailures, SimilarFailures.Found> {
  private final RunAccess access;
  private final SimilarFailures failures;

  public ListSimilarFailuresHandler(RunAccess access, SimilarFailures failures) {
    this.access = access;
    this.failures = failures;
  }

  @Override
  public SimilarFailures.Found handle(Principal caller, ListSimilarFailures query) {
    Run run = access.require(caller, query.run(), Role.VIEWER);
    Failure failure = run.state().failure();
    return failure == null
        ? new SimilarFailures.Found(List.of(), 0)
        : failures.find(run.projectId(), failure, run.id(), query.limit());
  }
}
