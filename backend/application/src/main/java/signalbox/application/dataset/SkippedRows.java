package signalbox.application.dataset;

import java.util.List;
import signalbox.domain.error.Fault;

/**
 * Rows that were left out when a dataset was made.
 *
 * @param total all of them
 * @param first at most {@link Faults#KEPT}
 */
public record SkippedRows(long total, List<Fault> first) {}
