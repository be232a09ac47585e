package signalbox.application.notification;

import signalbox.domain.run.RunId;

/** Mutes a run for the caller, or lifts that. The answer is the state. */
public record PutRunMute(RunId run, boolean muted) {}
