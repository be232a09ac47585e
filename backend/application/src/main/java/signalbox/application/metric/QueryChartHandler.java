package signalbox.application.metric;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;

/** Makes charts for those who may see their runs; only so many at a time. */
public final class QueryChartHandler implements Handler<QueryChart, Chart> {
  /** A chart of a million points holds some 50 MB while it is made. */
  private static final int AT_A_TIME = 3;

  private static final int WAIT_SECONDS = 15;

  private final VisibleRuns visible;
  private final MetricRepository metrics;
  private final Semaphore places = new Semaphore(AT_A_TIME, true);

  public QueryChartHandler(VisibleRuns visible, MetricRepository metrics) {
    this.visible = visible;
    this.metrics = metrics;
  }

  @Override
  public Chart handle(Principal caller, QueryChart command) {
    ChartQuery query = command.query();
    ChartSelection selection = ChartSelection.of(query, visible.of(caller, query.runs()), metrics);
    try {
      if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED).causedBy(e);
    }
    try {
      return new ChartBuilder(query, selection).build();
    } finally {
      places.release();
    }
  }
}
