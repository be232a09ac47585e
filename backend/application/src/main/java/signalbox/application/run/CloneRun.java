package signalbox.application.run;

import signalbox.domain.run.RunId;

/** Asks for the specification of a run as a request for a new one. Needs the role viewer. */
public record CloneRun(RunId run) {}
