package signalbox.application.metric;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import signalbox.application.shared.Handler;
import signalbox.application.shared.LastUsed;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;

/**
 * Makes charts for those who may see their runs; only so many at a time. Everybody who looks at a
 * run that goes on asks for the same chart at the same moment: the last charts are kept, and one is
 * made anew when what it is made from has changed.
 */
public final class QueryChartHandler implements Handler<QueryChart, Chart> {
  /** A chart of a million points holds some 50 MB while it is made. */
  private static final int AT_A_TIME = 3;

  private static final int WAIT_SECONDS = 15;

  /** So many entries may the charts that are kept have: some 20 MB with their JSON. */
  private static final long KEPT_ENTRIES = 100_000;

  /** A run or a series of a chart takes as much room as so many entries. */
  private static final long ENTRIES_A_PART = 10;

  private final VisibleRuns visible;
  private final MetricRepository metrics;
  private final Semaphore places = new Semaphore(AT_A_TIME, true);
  private final LastUsed<Question, Chart> charts = new LastUsed<>(KEPT_ENTRIES);

  private record Question(ChartQuery query, ChartSelection.Source source) {}

  public QueryChartHandler(VisibleRuns visible, MetricRepository metrics) {
    this.visible = visible;
    this.metrics = metrics;
  }

  @Override
  public Chart handle(Principal caller, QueryChart command) {
    ChartQuery query = command.query();
    ChartSelection selection = ChartSelection.of(query, visible.of(caller, query.runs()), metrics);
    Question question = new Question(query, selection.source());
    Chart known = charts.get(question);
    if (known != null) {
      return known;
    }
    try {
      if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED).causedBy(e);
    }
    try {
      // Somebody else may have made it while this one waited.
      Chart made = charts.get(question);
      if (made == null) {
        made = new ChartBuilder(query, selection).build();
        keep(question, made);
      }
      return made;
    } finally {
      places.release();
    }
  }

  private void keep(Question question, Chart chart) {
    // No two patterns are equal.
    if (question.query().pattern() == null) {
      ChartSelection.Source source = question.source();
      long parts = (long) question.query().runs().size() + source.series().size();
      charts.put(question, chart, chart.entries() + ENTRIES_A_PART * parts);
    }
  }
}
