package signalbox.application.storage;

import java.time.Instant;
import signalbox.domain.run.RunId;

class InMemoryRunHoldingsTest extends RunHoldingsContract {
  private final InMemoryRunHoldings holdings = new InMemoryRunHoldings();

  @Override
  protected RunHoldings holdings() {
    return holdings;
  }

  @Override
  protected void store(RunId run, int entries) {
    holdings.put(new RunHoldings.Holding(run, entries, null, Instant.now()));
  }
}
