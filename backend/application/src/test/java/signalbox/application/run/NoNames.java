package signalbox.application.run;

import java.util.Collection;
import java.util.Map;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;

/** Knows no name. */
public final class NoNames implements RunNames {
  @Override
  public Map<UserId, String> users(Collection<UserId> ids) {
    return Map.of();
  }

  @Override
  public Map<DatasetId, NamedDataset> datasets(Collection<DatasetId> ids) {
    return Map.of();
  }
}
