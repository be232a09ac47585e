package signalbox.application.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that a backend does again and again by itself, to keep the stores small.
 *
 * @param startedAt when it was last begun; null when it never was
 * @param endedAt when it last ended well; null when it never did
 * @param nextAt not before then is it begun again
 * @param removed how much it removed when it last removed anything
 * @param removedAt when that was; null when it never did
 * @param removedTotal how much it removed since it is counted
 * @param failures in a row; 0 when it ended well the last time
 * @param failingSince the first of them; null when there is none
 * @param problem the code of the last of them
 */
public record Chore(
    ChoreName name,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant nextAt,
    long removed,
    @Nullable Instant removedAt,
    long removedTotal,
    int failures,
    @Nullable Instant failingSince,
    @Nullable String problem) {}
