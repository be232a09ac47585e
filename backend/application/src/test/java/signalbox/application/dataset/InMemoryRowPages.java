package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** Rows in memory. */
public final class InMemoryRowPages implements RowPages {
  private final Map<String, List<List<@Nullable String>>> tables = new ConcurrentHashMap<>();

  @Override
  public Draft begin() {
    List<List<@Nullable String>> rows = new ArrayList<>();
    return new Draft() {
      @Override
      public void header(List<String> names, List<ColumnType> declared) {}

      @Override
      public void row(long line, @Nullable String[] values) {
        rows.add(Arrays.asList(values.clone()));
      }

      @Override
      public void fault(Fault fault) {}

      @Override
      public void save(String datasetObjectKey) {
        tables.put(datasetObjectKey, rows);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public boolean contains(String datasetObjectKey) {
    return tables.containsKey(datasetObjectKey);
  }

  @Override
  public long read(String datasetObjectKey, long from, Visitor visitor) {
    List<List<@Nullable String>> rows = tables.get(datasetObjectKey);
    if (rows == null) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
    }
    for (long number = from; number < rows.size(); number++) {
      if (!visitor.row(number, rows.get((int) number))) {
        return number + 1;
      }
    }
    return rows.size();
  }

  @Override
  public void delete(String datasetObjectKey) {
    tables.remove(datasetObjectKey);
  }
}
