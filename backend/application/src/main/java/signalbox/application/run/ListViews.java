package signalbox.application.run;

import signalbox.domain.project.ProjectId;

/** Asks for the team's views and the caller's own, by name. Needs the role viewer. */
public record ListViews(ProjectId project) {}
