package signalbox.domain.run;

import java.time.Instant;

/**
 * How far an attempt is.
 *
 * @param fraction from 0 to 1
 * @param total 0 when it is not known
 * @param unit what {@code done} counts: {@code iteration}, {@code epoch}, {@code fold}
 * @param phase {@code loading}, {@code training}, {@code evaluating}, ...
 */
public record Progress(
    double fraction, long done, long total, String unit, String phase, Instant updatedAt) {}
