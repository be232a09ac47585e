package signalbox.application.dataset;

import java.util.List;

/**
 * What one should know of a table at a glance.
 *
 * @param missingShare of all cells
 * @param duplicateShare of the rows looked at, those that repeat an earlier one
 * @param leaking columns that may give the target away
 */
public record DatasetQuality(double missingShare, double duplicateShare, List<String> leaking) {}
