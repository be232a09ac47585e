package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.Fault;

/**
 * Finds out, while a table's rows pass once, the types of its columns, its profile, its first rows
 * and an even sample of all rows. Memory is bounded however large the table is; equal tables give
 * equal answers. Used by one thread.
 */
public final class TableProfiler implements TableFiles.RowSink {
  static final int SAMPLE_ROWS = 100_000;
  static final long SAMPLE_BYTES = 32L * 1024 * 1024;
  static final int MAX_DISTINCT = 10_000;

  /** Longer texts are cut where only their identity counts. */
  static final int MAX_KEY = 200;

  private static final int MIN_DISTINCT = 100;
  private static final int ALL_DISTINCT = 400_000;
  private static final int TEXT_OVERHEAD = 48;
  private static final int BINS = 20;
  private static final long SEED = 17;
  private static final List<Double> QUANTILES = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final long sampleBytes;
  private final List<ColumnObserver> columns = new ArrayList<>();
  private final List<List<@Nullable String>> preview = new ArrayList<>();
  private final RepeatedRows repeated = new RepeatedRows();
  private List<Sampled> sample = new ArrayList<>();
  private int capacity;
  private long bytes;
  private long rows;

  public TableProfiler() {
    this(SAMPLE_ROWS, SAMPLE_BYTES);
  }

  TableProfiler(int sampleRows, long sampleBytes) {
    this.capacity = sampleRows;
    this.sampleBytes = sampleBytes;
  }

  private record Sampled(long number, List<@Nullable String> values, long bytes) {}

  @Override
  public void header(List<String> names, List<ColumnType> declared) {
    int bound = Math.clamp(ALL_DISTINCT / Math.max(1, names.size()), MIN_DISTINCT, MAX_DISTINCT);
    for (int i = 0; i < names.size(); i++) {
      columns.add(
          new ColumnObserver(names.get(i), declared.isEmpty() ? null : declared.get(i), bound));
    }
  }

  @Override
  public void fault(Fault fault) {}

  @Override
  public void row(long line, @Nullable String[] values) {
    rows++;
    repeated.see(values);
    if (rows <= TablePreview.MAX_ROWS) {
      preview.add(previewOf(values));
    }
    @Nullable String[] keys = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      @Nullable String value = values[i];
      keys[i] = value == null ? null : key(value);
      columns.get(i).add(value, keys[i]);
    }
    long place = sample.size() < capacity ? sample.size() : random.nextLong(rows);
    if (place < capacity) {
      keep((int) place, keys);
    }
  }

  /** How many rows passed. */
  public long rows() {
    return rows;
  }

  public List<Column> columns() {
    return columns.stream().map(column -> new Column(column.name(), column.type())).toList();
  }

  public TablePreview preview() {
    return new TablePreview(List.copyOf(preview));
  }

  public TableSample sample() {
    sample.sort(Comparator.comparingLong(Sampled::number));
    return new TableSample(
        columns.stream().map(ColumnObserver::name).toList(),
        sample.stream().map(Sampled::values).toList());
  }

  public TableProfile profile() {
    List<TableProfile.ColumnProfile> profiles = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnObserver column = columns.get(i);
      ColumnType type = column.type();
      double[] numbers = numbers(i, type);
      boolean numeric = type == ColumnType.INTEGER || type == ColumnType.NUMBER;
      profiles.add(
          column.profile(
              numeric && numbers.length > 0 ? quantiles(numbers) : null,
              numbers.length > 0 ? histogram(numbers) : null));
    }
    return new TableProfile(
        rows,
        sample.size(),
        profiles,
        repeated.count(),
        repeated.looked(),
        CorrelationMatrix.of(sample(), columns()));
  }

  /** The value itself, or for a long one its start and a digest. */
  static String key(String value) {
    if (value.length() <= MAX_KEY) {
      return value;
    }
    return value.substring(0, MAX_KEY - 20) + "…" + Integer.toHexString(value.hashCode());
  }

  private void keep(int place, @Nullable String[] keys) {
    long size = 0;
    for (@Nullable String key : keys) {
      size += key == null ? 8 : TEXT_OVERHEAD + key.length();
    }
    Sampled kept = new Sampled(rows, Arrays.asList(keys), size);
    if (place < sample.size()) {
      bytes -= sample.get(place).bytes();
      sample.set(place, kept);
    } else {
      sample.add(kept);
    }
    bytes += size;
    if (bytes > sampleBytes && sample.size() > 1) {
      halve();
    }
  }

  /** An even half of an even sample is an even sample. */
  private void halve() {
    capacity = sample.size() / 2;
    for (int i = 0; i < capacity; i++) {
      int other = i + random.nextInt(sample.size() - i);
      Sampled swapped = sample.get(i);
      sample.set(i, sample.get(other));
      sample.set(other, swapped);
    }
    sample = new ArrayList<>(sample.subList(0, capacity));
    bytes = sample.stream().mapToLong(Sampled::bytes).sum();
  }

  private static List<@Nullable String> previewOf(@Nullable String[] values) {
    List<@Nullable String> texts = new ArrayList<>(values.length);
    for (@Nullable String value : values) {
      if (value == null) {
        texts.add(null);
      } else {
        texts.add(
            value.length() > TablePreview.MAX_TEXT
                ? value.substring(0, TablePreview.MAX_TEXT) + "…"
                : value);
      }
    }
    return texts;
  }

  private double[] numbers(int column, ColumnType type) {
    if (type == ColumnType.STRING || type == ColumnType.BOOLEAN) {
      return new double[0];
    }
    return sample.stream()
        .map(row -> row.values().get(column))
        .filter(value -> value != null)
        .map(value -> number(String.valueOf(value).strip(), type))
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .sorted()
        .toArray();
  }

  private static OptionalDouble number(String text, ColumnType type) {
    return type == ColumnType.DATETIME ? Values.dateTime(text) : Values.number(text);
  }

  /** Linear between the two nearest values (method 7 of Hyndman and Fan). */
  private static Map<String, Double> quantiles(double[] sorted) {
    Map<String, Double> quantiles = new LinkedHashMap<>();
    for (double share : QUANTILES) {
      double position = share * (sorted.length - 1);
      int low = (int) Math.floor(position);
      int high = (int) Math.ceil(position);
      double value = sorted[low] + (position - low) * (sorted[high] - sorted[low]);
      quantiles.put(Double.toString(share), value);
    }
    return quantiles;
  }

  private static TableProfile.Histogram histogram(double[] sorted) {
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    double width = (high - low) / BINS;
    if (!(width > 0) || !Double.isFinite(width)) {
      return new TableProfile.Histogram(List.of(low, high), List.of((long) sorted.length));
    }
    long[] counts = new long[BINS];
    for (double value : sorted) {
      counts[Math.min(BINS - 1, (int) ((value - low) / width))]++;
    }
    List<Double> edges = new ArrayList<>();
    for (int i = 0; i <= BINS; i++) {
      edges.add(i == BINS ? high : low + i * width);
    }
    return new TableProfile.Histogram(edges, Arrays.stream(counts).boxed().toList());
  }
}
