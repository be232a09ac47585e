package signalbox.domain.service;

import org.jspecify.annotations.Nullable;

/**
 * A metric that an algorithm reports.
 *
 * @param role {@code loss}, {@code score}, {@code incumbent}, {@code bound}, {@code gap}, {@code
 *     system} or {@code other}
 * @param maximize true when larger is better
 * @param task the task it belongs to; null for every task
 * @param stepUnit what its steps count; null for a single value
 * @param ofSet true when a solve of a set of instances reports it, and nothing else does
 */
public record MetricInfo(
    String key,
    String role,
    boolean maximize,
    @Nullable String task,
    @Nullable String stepUnit,
    boolean ofSet) {}
