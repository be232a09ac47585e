package signalbox.application.log;

import java.util.OptionalInt;

/**
 * What there is of a log.
 *
 * @param retentionDays how long lines are kept; empty for ever
 */
public record LogSummary(LogOverview overview, OptionalInt retentionDays) {}
