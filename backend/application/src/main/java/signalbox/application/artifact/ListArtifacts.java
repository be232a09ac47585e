package signalbox.application.artifact;

import signalbox.application.shared.PageRequest;
import signalbox.domain.run.RunId;

/** Asks for what a run left, in the order of names. Needs the role viewer. */
public record ListArtifacts(RunId run, PageRequest page) {}
