package signalbox.application.run;

import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * Starts a new run with the specification of one that failed, was cancelled or timed out. Needs the
 * role editor.
 *
 * @param idempotencyKey null for none
 */
public record RetryRun(RunId run, @Nullable String idempotencyKey) {}
