package signalbox.application.transfer;

import signalbox.domain.project.ProjectId;

/** Asks what the file of a project would hold. Needs the role admin. */
public record PreviewExport(ProjectId project) {}
