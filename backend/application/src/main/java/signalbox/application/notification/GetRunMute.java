package signalbox.application.notification;

import signalbox.domain.run.RunId;

/** Asks whether the caller hears nothing of a run. */
public record GetRunMute(RunId run) {}
