package signalbox.application.run;

import signalbox.domain.run.RunId;

/** Asks for a run. Needs the role viewer. */
public record GetRun(RunId run) {}
