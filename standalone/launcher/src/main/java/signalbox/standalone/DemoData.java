package signalbox.standalone;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A table of invented customers, the same at every call: all column types, and missing values. */
final class DemoData {
  static final int ROWS = 800;
  private static final long SEED = 20_260_101L;
  private static final List<String> CONTRACTS = List.of("monthly", "yearly", "two years");
  private static final List<String> REGIONS = List.of("north", "east", "south", "west");
  private static final LocalDate FIRST_DAY = LocalDate.of(2021, 1, 1);

  private DemoData() {}

  static String csv() {
    var random = new Random(SEED);
    var csv =
        new StringBuilder(
            "customer_id,signed_up,region,contract,monthly_fee,support_calls,satisfaction,"
                + "paperless,churned\n");
    for (int row = 1; row <= ROWS; row++) {
      int days = random.nextInt(1_800);
      var contract = CONTRACTS.get(pick(random, 0.55, 0.8));
      double fee = 15 + random.nextDouble() * 90;
      int calls = (int) Math.min(9, -2.0 * Math.log(1 - random.nextDouble()));
      double satisfaction = Math.clamp(7.5 - 0.6 * calls + random.nextGaussian(), 1, 10);
      boolean paperless = random.nextDouble() < 0.6;
      double risk =
          -1.2
              + (contract.equals("monthly") ? 1.1 : -0.9)
              + 0.018 * (fee - 60)
              + 0.35 * calls
              - 0.35 * (satisfaction - 6)
              - days / 1_200.0
              + 0.5 * random.nextGaussian();
      boolean churned = random.nextDouble() < 1 / (1 + Math.exp(-1.6 * risk));
      csv.append("C%05d,".formatted(row))
          .append(FIRST_DAY.plusDays(1_800 - days))
          .append(',')
          .append(REGIONS.get(random.nextInt(REGIONS.size())))
          .append(',')
          .append(random.nextDouble() < 0.03 ? "" : contract)
          .append(',')
          .append(String.format(Locale.ROOT, "%.2f", fee))
          .append(',')
          .append(calls)
          .append(',')
          .append(
              random.nextDouble() < 0.12 ? "" : String.format(Locale.ROOT, "%.1f", satisfaction))
          .append(',')
          .append(paperless)
          .append(',')
          .append(churned ? "yes" : "no")
          .append('\n');
    }
    return csv.toString();
  }

  private static int pick(Random random, double first, double second) {
    double at = random.nextDouble();
    return at < first ? 0 : at < second ? 1 : 2;
  }
}
