package signalbox.application.metric;

/** Asks for the raw points of a chart. The answer is a {@link ChartDownload}. */
public record DownloadChart(ChartQuery query) {}
