package signalbox.application.study;

import signalbox.domain.run.RunId;

/** Asks for the instances of a study's set. Needs the role viewer. */
public record ListStudyInstances(RunId study) {}
