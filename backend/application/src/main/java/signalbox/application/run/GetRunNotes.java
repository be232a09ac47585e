package signalbox.application.run;

import signalbox.domain.run.RunId;

/** Asks for what people wrote on a run. Needs the role viewer. */
public record GetRunNotes(RunId run) {}
