package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.TableProfile.ColumnProfile;
import signalbox.application.dataset.TargetCheck.ClassCount;
import signalbox.application.dataset.TargetCheck.Warning;
import signalbox.application.dataset.TargetCheck.WarningCode;
import signalbox.application.shared.LastUsed;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.Task;

/**
 * Checks targets from the profile, which saw every row, and from the stored sample for what needs
 * two columns at once. A dataset never changes, so the last {@value #REMEMBERED} answers are kept:
 * starting the next run on it reads neither profile nor sample.
 */
public final class SampledTargetChecks implements TargetChecks {
  /** From this share of rows on a column tells the target. */
  static final double LEAK_PURITY = 0.99;

  /** From this correlation on a number tells the target. */
  static final double LEAK_CORRELATION = 0.999;

  static final int MAX_CLASS_INTEGERS = 20;
  static final double MAX_CLASS_INTEGER_SHARE = 0.05;
  static final double RARE_CLASS = 0.05;

  /** A sample takes up to some tens of MiB of memory. */
  private static final int CHECKED_AT_ONCE = 2;

  static final int REMEMBERED = 256;
  private static final int MAX_CLASSES = 100;
  private static final int MAX_LEAK_VALUES = 50;
  private static final double MAX_LEAK_VALUE_SHARE = 0.2;
  private static final int MIN_LEAK_ROWS = 10;

  /** Of what guessing the most frequent class gets wrong, a leak tells at least this share. */
  private static final double MIN_LEAK_GAIN = 0.9;

  private final DatasetCatalogue datasets;
  private final TableSamples samples;
  private final Semaphore places = new Semaphore(CHECKED_AT_ONCE, true);
  private final LastUsed<Question, TargetCheck> answers = new LastUsed<>(REMEMBERED);

  public SampledTargetChecks(DatasetCatalogue datasets, TableSamples samples) {
    this.datasets = datasets;
    this.samples = samples;
  }

  @Override
  public TargetCheck check(Dataset dataset, String target) {
    Question question = new Question(dataset.id(), target);
    @Nullable TargetCheck known = answers.get(question);
    if (known != null) {
      return known;
    }
    TableProfile profile =
        datasets
            .findProfile(dataset.id())
            .orElseThrow(
                () -> SignalboxException.of(ErrorCode.DATASET_NOT_FOUND).safe("id", dataset.id()));
    int index = indexOf(profile, target);
    if (index < 0) {
      throw SignalboxException.of(ErrorCode.RUN_UNKNOWN_COLUMN)
          .unsafe("column", target)
          .at("target");
    }
    ColumnProfile column = profile.columns().get(index);
    if (column.distinct() < 2) {
      throw SignalboxException.of(ErrorCode.RUN_ONE_CLASS).unsafe("column", target).at("target");
    }
    places.acquireUninterruptibly();
    try {
      TargetCheck answer = check(dataset, profile, index);
      answers.put(question, answer);
      return answer;
    } finally {
      places.release();
    }
  }

  private TargetCheck check(Dataset dataset, TableProfile profile, int index) {
    return evaluate(profile, samples.load(dataset), index);
  }

  /** What a training on the column would meet. */
  static TargetCheck evaluate(TableProfile profile, TableSample sample, int index) {
    ColumnProfile column = profile.columns().get(index);
    Task task = task(column, profile.rows());
    List<ClassCount> classes =
        task == Task.CLASSIFICATION ? classes(column, sample, index) : List.of();
    List<Warning> warnings = new ArrayList<>();
    warnings.addAll(targetWarnings(column, task, profile.rows(), classes));
    for (int other = 0; other < profile.columns().size(); other++) {
      if (other != index) {
        columnWarning(profile, other, sample, index, task).ifPresent(warnings::add);
      }
    }
    return new TargetCheck(
        column.name(), task, profile.rows(), column.missing(), classes, List.copyOf(warnings));
  }

  /** Texts and few whole numbers are classes; other numbers and dates are quantities. */
  static Task task(ColumnProfile column, long rows) {
    return switch (column.type()) {
      case STRING, BOOLEAN -> Task.CLASSIFICATION;
      case NUMBER, DATETIME -> Task.REGRESSION;
      case INTEGER -> {
        boolean few =
            column.distinct() <= MAX_CLASS_INTEGERS
                && column.distinct() <= MAX_CLASS_INTEGER_SHARE * rows;
        yield few || column.distinct() == 2 ? Task.CLASSIFICATION : Task.REGRESSION;
      }
    };
  }

  static int indexOf(TableProfile profile, String name) {
    for (int i = 0; i < profile.columns().size(); i++) {
      if (profile.columns().get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static List<ClassCount> classes(ColumnProfile column, TableSample sample, int index) {
    if (!column.valueCounts().isEmpty()) {
      return column.valueCounts().stream()
          .limit(MAX_CLASSES)
          .map(value -> new ClassCount(value.value(), value.count()))
          .toList();
    }
    Map<String, Long> counts = new HashMap<>();
    for (@Nullable String value : sample.column(index)) {
      if (value != null) {
        counts.merge(value, 1L, Long::sum);
      }
    }
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAX_CLASSES)
        .map(entry -> new ClassCount(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static List<Warning> targetWarnings(
      ColumnProfile column, Task task, long rows, List<ClassCount> classes) {
    List<Warning> warnings = new ArrayList<>();
    if (column.missing() > 0) {
      warnings.add(
          new Warning(
              WarningCode.MISSING_TARGET,
              null,
              column.missing() + " of " + rows + " rows have no target value and are left out."));
    }
    if (task == Task.CLASSIFICATION && isIdentifier(column, rows)) {
      warnings.add(
          new Warning(
              WarningCode.IDENTIFIER,
              null,
              "Nearly every row has a target value of its own; there is nothing to learn."));
    } else if (task == Task.CLASSIFICATION && !classes.isEmpty()) {
      long all = rows - column.missing();
      ClassCount rarest = classes.getLast();
      if (rarest.count() < RARE_CLASS * all) {
        warnings.add(
            new Warning(
                WarningCode.IMBALANCE,
                null,
                String.format(
                    Locale.ROOT,
                    "The class %s has %d of %d rows (%.1f %%).",
                    rarest.value(),
                    rarest.count(),
                    all,
                    100.0 * rarest.count() / all)));
      }
    }
    return warnings;
  }

  private static java.util.Optional<Warning> columnWarning(
      TableProfile profile, int other, TableSample sample, int target, Task task) {
    ColumnProfile column = profile.columns().get(other);
    if (column.distinct() < 2 && (column.missing() == 0 || column.distinct() == 0)) {
      return java.util.Optional.of(
          new Warning(
              WarningCode.CONSTANT,
              column.name(),
              column.distinct() == 0
                  ? "The column has no values."
                  : "The column has the same value in every row."));
    }
    if (isIdentifier(column, profile.rows())) {
      return java.util.Optional.of(
          new Warning(
              WarningCode.IDENTIFIER,
              column.name(),
              "Every row has a value of its own, like a row number or a name."));
    }
    @Nullable String leak = leak(profile, other, sample, target, task);
    return leak == null
        ? java.util.Optional.empty()
        : java.util.Optional.of(new Warning(WarningCode.LEAKAGE, column.name(), leak));
  }

  private static boolean isIdentifier(ColumnProfile column, long rows) {
    if (rows < MIN_LEAK_ROWS || column.missing() > 0) {
      return false;
    }
    boolean allDistinct =
        column.distinctExact() ? column.distinct() == rows : column.distinct() >= 0.95 * rows;
    return switch (column.type()) {
      case STRING -> allDistinct;
      case INTEGER -> column.increasing();
      case NUMBER, BOOLEAN, DATETIME -> false;
    };
  }

  private static @Nullable String leak(
      TableProfile profile, int other, TableSample sample, int target, Task task) {
    ColumnProfile column = profile.columns().get(other);
    ColumnProfile wanted = profile.columns().get(target);
    if (numeric(column) && numeric(wanted)) {
      double correlation = correlation(sample, other, target);
      if (Math.abs(correlation) >= LEAK_CORRELATION) {
        return String.format(
            Locale.ROOT,
            "Its correlation with the target is %.4f; it may give the target away.",
            correlation);
      }
    }
    if (task != Task.CLASSIFICATION) {
      return null;
    }
    double purity = purity(sample, other, target, wanted.distinct());
    return purity >= LEAK_PURITY
        ? String.format(
            Locale.ROOT,
            "Its value tells the target in %.1f %% of the rows; it may give the target away.",
            100 * purity)
        : null;
  }

  private static boolean numeric(ColumnProfile column) {
    return column.type() == ColumnType.INTEGER || column.type() == ColumnType.NUMBER;
  }

  /** Pearson's, over the rows that have both; 0 when there are too few. */
  private static double correlation(TableSample sample, int first, int second) {
    long count = 0;
    double meanX = 0;
    double meanY = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (List<@Nullable String> row : sample.rows()) {
      OptionalDouble x = number(row.get(first));
      OptionalDouble y = number(row.get(second));
      if (x.isPresent() && y.isPresent()) {
        count++;
        double dx = x.getAsDouble() - meanX;
        double dy = y.getAsDouble() - meanY;
        meanX += dx / count;
        meanY += dy / count;
        xx += dx * (x.getAsDouble() - meanX);
        yy += dy * (y.getAsDouble() - meanY);
        xy += dx * (y.getAsDouble() - meanY);
      }
    }
    return count < MIN_LEAK_ROWS || xx <= 0 || yy <= 0 ? 0 : xy / Math.sqrt(xx * yy);
  }

  private static OptionalDouble number(@Nullable String text) {
    return text == null ? OptionalDouble.empty() : Values.number(text.strip());
  }

  /**
   * The share of rows whose target is the most frequent one among the rows of the same value. Only
   * few different values, that repeat, can tell more than their own row; 0 otherwise.
   */
  private static double purity(TableSample sample, int other, int target, long targets) {
    Map<String, Map<String, Integer>> byValue = new HashMap<>();
    int rows = 0;
    for (List<@Nullable String> row : sample.rows()) {
      @Nullable String value = row.get(other);
      @Nullable String wanted = row.get(target);
      if (value == null || wanted == null) {
        continue;
      }
      rows++;
      byValue.computeIfAbsent(value, _ -> new HashMap<>()).merge(wanted, 1, Integer::sum);
      if (byValue.size() > Math.max(MAX_LEAK_VALUES, 2 * targets)) {
        return 0;
      }
    }
    if (rows < MIN_LEAK_ROWS
        || byValue.size() < 2
        || byValue.size() > MAX_LEAK_VALUE_SHARE * rows) {
      return 0;
    }
    Map<String, Integer> all = new HashMap<>();
    long pure = 0;
    java.util.Set<String> told = new java.util.HashSet<>();
    for (Map<String, Integer> counts : byValue.values()) {
      int most = 0;
      String name = "";
      for (Map.Entry<String, Integer> entry : counts.entrySet()) {
        all.merge(entry.getKey(), entry.getValue(), Integer::sum);
        if (entry.getValue() > most) {
          most = entry.getValue();
          name = entry.getKey();
        }
      }
      pure += most;
      told.add(name);
    }
    double purity = (double) pure / rows;
    double guess =
        (double) all.values().stream().mapToInt(Integer::intValue).max().orElse(0) / rows;
    boolean tells = told.size() >= 2 && purity - guess >= MIN_LEAK_GAIN * (1 - guess);
    return tells ? purity : 0;
  }

  private record Question(DatasetId dataset, String target) {}
}
