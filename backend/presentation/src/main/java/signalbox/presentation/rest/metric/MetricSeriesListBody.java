package signalbox.presentation.rest.metric;

import java.util.List;

/** The series of a run. */
record MetricSeriesListBody(List<MetricSeriesBody> items) {}
