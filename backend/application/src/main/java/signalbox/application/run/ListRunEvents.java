package signalbox.application.run;

import signalbox.application.shared.PageRequest;
import signalbox.domain.run.RunId;

/** Asks for the timeline of a run, oldest first. Needs the role viewer. */
public record ListRunEvents(RunId run, PageRequest page) {}
