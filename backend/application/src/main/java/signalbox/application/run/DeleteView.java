package signalbox.application.run;

import java.util.UUID;
import signalbox.domain.project.ProjectId;

/** Deletes a view: one's own as a viewer, one of the team as an editor. */
public record DeleteView(ProjectId project, UUID id) {}
