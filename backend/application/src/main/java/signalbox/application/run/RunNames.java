package signalbox.application.run;

import java.util.Collection;
import java.util.Map;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;

/**
 * The names that stand beside ids on a screen. Ids that are not there are left out. Thread-safe.
 */
public interface RunNames {
  Map<UserId, String> users(Collection<UserId> ids);

  Map<DatasetId, NamedDataset> datasets(Collection<DatasetId> ids);

  /** Both at once. */
  default Named of(Collection<UserId> users, Collection<DatasetId> datasets) {
    return new Named(users(users), datasets(datasets));
  }

  /** A version of a named table. */
  record NamedDataset(String name, int version) {}

  /** Names of both kinds. */
  record Named(Map<UserId, String> users, Map<DatasetId, NamedDataset> datasets) {
    public Named {
      users = Map.copyOf(users);
      datasets = Map.copyOf(datasets);
    }
  }
}
