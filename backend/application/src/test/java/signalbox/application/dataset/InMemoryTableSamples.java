package signalbox.application.dataset;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Samples in memory. */
public final class InMemoryTableSamples implements TableSamples {
  private final Map<String, TableSample> samples = new ConcurrentHashMap<>();

  @Override
  public void save(String datasetObjectKey, TableSample sample) {
    samples.put(datasetObjectKey, sample);
  }

  @Override
  public TableSample load(Dataset dataset) {
    TableSample sample = samples.get(dataset.objectKey());
    if (sample == null) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
    }
    return sample;
  }

  @Override
  public void delete(String datasetObjectKey) {
    samples.remove(datasetObjectKey);
  }
}
