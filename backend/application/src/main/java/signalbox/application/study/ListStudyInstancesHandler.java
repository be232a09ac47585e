package signalbox.application.study;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link ListStudyInstances}: in the order in which trials solve them. */
public final class ListStudyInstancesHandler
    implements Handler<ListStudyInstances, List<StudyInstance>> {
  private final StudyAccess access;
  private final StudyInstances instances;

  public ListStudyInstancesHandler(StudyAccess access, StudyInstances instances) {
    this.access = access;
    this.instances = instances;
  }

  @Override
  public List<StudyInstance> handle(Principal caller, ListStudyInstances query) {
    access.require(caller, query.study(), Role.VIEWER);
    return instances.list(query.study());
  }
}
