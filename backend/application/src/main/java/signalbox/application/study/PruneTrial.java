package signalbox.application.study;

import signalbox.domain.run.RunId;

/** Says that a trial is not worth going on. Needs the role editor. */
public record PruneTrial(RunId study, int number) {}
