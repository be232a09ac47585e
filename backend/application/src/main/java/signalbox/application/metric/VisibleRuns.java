package signalbox.application.metric;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import signalbox.application.identity.AccessPolicy;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.run.RunId;

/** Opens runs to those who may see them, many at once or one. Thread-safe. */
public final class VisibleRuns {
  private final MetricRuns runs;
  private final AccessPolicy access;

  public VisibleRuns(MetricRuns runs, AccessPolicy access) {
    this.runs = runs;
    this.access = access;
  }

  /**
   * Those of the runs that the caller may see. A run that is not there is not told from one that is
   * not his.
   *
   * @throws SignalboxException {@code run.not_found} when there is not one
   */
  Map<RunId, MetricRuns.Named> of(Principal caller, Collection<RunId> asked) {
    Map<RunId, MetricRuns.Named> visible = new HashMap<>();
    for (MetricRuns.Found found : runs.find(asked, caller.userId())) {
      if (access.roleOfMember(caller, found.membership()).isPresent()) {
        visible.put(found.run().id(), found.run());
      }
    }
    if (visible.isEmpty()) {
      throw SignalboxException.of(ErrorCode.RUN_NOT_FOUND).safe("id", asked.iterator().next());
    }
    return visible;
  }

  /**
   * That the caller may see the run, whatever his role is.
   *
   * @throws SignalboxException {@code run.not_found} for a run that is not there and for a stranger
   *     alike
   */
  void require(Principal caller, RunId run) {
    of(caller, List.of(run));
  }
}
