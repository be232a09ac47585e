package signalbox.application.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.log.LogId;

/**
 * A sender of lines without a run.
 *
 * @param name the host that its lines name
 * @param address that it sends from
 * @param lines stored in all
 */
public record LogSource(
    LogId id,
    String name,
    String address,
    long lines,
    Instant createdAt,
    @Nullable Instant lastLineAt) {}
