package signalbox.application.study;

import signalbox.domain.run.RunId;

/** Asks for one study. Needs the role viewer. */
public record GetStudy(RunId study) {}
