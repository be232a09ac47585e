package signalbox.application.transfer;

import signalbox.domain.project.ProjectId;

/** Asks for a project as a file. Needs the role admin. */
public record ExportProject(ProjectId project) {}
