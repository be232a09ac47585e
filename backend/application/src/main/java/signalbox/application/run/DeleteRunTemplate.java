package signalbox.application.run;

import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunTemplateId;

/** Removes one of the caller's templates. Needs the role editor. */
public record DeleteRunTemplate(ProjectId project, RunTemplateId template) {}
