package signalbox.application.run;

import signalbox.domain.run.RunId;

/** Asks for every station of a run. Needs the role viewer. */
public record GetRunTimeline(RunId run) {}
