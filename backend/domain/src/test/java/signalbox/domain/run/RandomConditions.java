package signalbox.domain.run;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Conditions by chance, of few names and values, so that they meet the runs of a small world. The
 * same seed gives the same ones.
 */
public final class RandomConditions {
  public static final List<String> METRICS = List.of("auc", "val/loss", "odd key (1)", "x.max");
  public static final List<String> PARAMETERS =
      List.of("lr", "model.depth", "odd \"key\"", "solver");
  public static final List<String> TEXTS =
      List.of(
          "adult", "two words", "gbm-1", "a(b)", "50%_x\\y", "\"q\"", "Ähre", "5", "true", "OR");
  public static final List<Double> NUMBERS =
      List.of(0.0, 1.0, -2.5, 0.9, 1e-3, 1e300, 3.0, 1e15, 12345.678);
  public static final LocalDate DAY = LocalDate.of(2026, 3, 4);

  private final RandomGenerator random;

  public RandomConditions(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @param depth how deep it may nest
   */
  public RunCondition next(int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(6)) {
      case 1 -> new RunCondition.Not(next(depth - 1));
      case 2 -> new RunCondition.And(several(depth - 1));
      case 3 -> new RunCondition.Or(several(depth - 1));
      case 4 -> new RunCondition.Has(field());
      default -> compare(field());
    };
  }

  private List<RunCondition> several(int depth) {
    List<RunCondition> parts = new ArrayList<>();
    int count = 2 + random.nextInt(2);
    while (parts.size() < count) {
      parts.add(next(depth));
    }
    return parts;
  }

  public RunField field() {
    return switch (random.nextInt(4)) {
      case 0 -> new RunField.Metric(of(METRICS), of(List.of(MetricAggregate.values())));
      case 1 -> new RunField.Parameter(of(PARAMETERS));
      default -> of(List.of(RunField.Attribute.values()));
    };
  }

  private RunCondition compare(RunField field) {
    Comparison comparison = of(RunFilterParser.comparisons(field));
    return new RunCondition.Compare(field, comparison, value(field, comparison));
  }

  private RunValue value(RunField field, Comparison comparison) {
    return switch (field) {
      case RunField.Metric _ -> new RunValue.Numeric(of(NUMBERS));
      case RunField.Parameter _ -> {
        boolean number =
            !Comparison.OF_TEXTS.contains(comparison)
                || (comparison != Comparison.CONTAINS && random.nextBoolean());
        yield number ? new RunValue.Numeric(of(NUMBERS)) : new RunValue.Text(of(TEXTS));
      }
      case RunField.Attribute attribute ->
          switch (attribute.type()) {
            case WORD -> new RunValue.Text(of(RunFilterParser.words(attribute)));
            case TEXT -> new RunValue.Text(random.nextInt(8) == 0 ? "me" : of(TEXTS));
            case ID ->
                new RunValue.Text(
                    comparison == Comparison.CONTAINS
                        ? "7"
                        : "0195a3f0-0000-7000-8000-00000000000" + random.nextInt(10));
            case TIME -> time();
            case SPAN -> new RunValue.Span(Duration.ofSeconds(random.nextLong(100_000)));
            case NUMBER -> new RunValue.Numeric(random.nextInt(4));
          };
    };
  }

  private RunValue time() {
    return switch (random.nextInt(3)) {
      case 0 -> new RunValue.Day(DAY.plusDays(random.nextInt(5) - 2));
      case 1 ->
          new RunValue.At(Instant.parse("2026-03-04T05:06:07Z").plusSeconds(random.nextInt(9) - 4));
      default -> new RunValue.Ago(Duration.ofMinutes(random.nextInt(4000)));
    };
  }

  private <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
