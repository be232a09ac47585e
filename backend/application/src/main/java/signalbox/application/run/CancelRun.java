package signalbox.application.run;

import signalbox.domain.run.CancelMode;
import signalbox.domain.run.RunId;

/**
 * Asks for a stop. A kill may follow a graceful stop; the same stop asked for twice has the effect
 * of once. Needs the role editor.
 */
public record CancelRun(RunId run, CancelMode mode) {}
