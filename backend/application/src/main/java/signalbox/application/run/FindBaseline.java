package signalbox.application.run;

import signalbox.domain.project.ProjectId;

/** Asks for the run that a team compares others with. Needs the role viewer. */
public record FindBaseline(ProjectId project) {}
