package signalbox.application.metric;

import signalbox.application.event.MetricsReported;

/** A stored point with its place in the run. */
public record StoredPoint(MetricCursor cursor, MetricsReported.Point point) {}
