package signalbox.application.project;

import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Takes somebody out of a project. */
public record DeleteMember(ProjectId project, UserId user) {}
