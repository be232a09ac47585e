package signalbox.application.run;

import signalbox.domain.project.ProjectId;

/** Asks for the caller's templates. Needs the role viewer. */
public record ListRunTemplates(ProjectId project) {}
