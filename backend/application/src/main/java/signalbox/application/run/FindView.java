package signalbox.application.run;

import java.util.UUID;
import signalbox.domain.project.ProjectId;

/** Asks for a view of the team or one's own. Needs the role viewer. */
public record FindView(ProjectId project, UUID id) {}
