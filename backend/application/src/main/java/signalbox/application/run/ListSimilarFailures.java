package signalbox.application.run;

import signalbox.domain.run.RunId;

/** Asks which runs failed in the same way. Needs the role viewer. */
public record ListSimilarFailures(RunId run, int limit) {}
