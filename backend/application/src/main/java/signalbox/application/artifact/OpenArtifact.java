package signalbox.application.artifact;

import signalbox.domain.run.RunId;

/** Asks for the bytes of an artifact. Needs the role viewer. */
public record OpenArtifact(RunId run, String name) {}
