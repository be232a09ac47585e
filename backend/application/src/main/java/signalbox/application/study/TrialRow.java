package signalbox.application.study;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.Trial;

/**
 * A trial with what its run is now.
 *
 * @param startedAt when its code first began
 * @param endedAt when its run ended
 * @param attempt 0 before the first
 * @param instance of the ML service that executes it, or did
 * @param failure why it failed, or why its run did
 */
public record TrialRow(
    Trial trial,
    RunStatus status,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    int attempt,
    @Nullable String instance,
    @Nullable String failure) {}
