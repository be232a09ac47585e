package signalbox.application.run;

import signalbox.application.shared.PageRequest;
import signalbox.domain.project.ProjectId;

/** Asks for the runs of a project, newest first. Needs the role viewer. */
public record ListRuns(ProjectId project, RunFilter filter, PageRequest page) {}
