package signalbox.application.metric;

/** Asks for a chart of many runs. The answer is a {@link Chart}. */
public record QueryChart(ChartQuery query) {}
