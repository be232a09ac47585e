package signalbox.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.logging.PartLog;

/**
 * Applies both schemas and ends. Exit code 0: up to date; 1: a setting is missing; 2: a database
 * refused.
 *
 * <p>Reads {@code SIGNALBOX_METADATA_URL}, {@code _USER}, {@code _PASSWORD} and the same for {@code
 * TELEMETRY}.
 */
public final class Migrate {
  private static final Logger LOG = LoggerFactory.getLogger(Migrate.class);

  private Migrate() {}

  public static void main(String[] arguments) {
    PartLog.takeAll();
    System.exit(run(System.getenv()));
  }

  static int run(Map<String, String> settings) {
    List<String> problems = new ArrayList<>();
    for (Migrations migrations : Migrations.values()) {
      for (String part : List.of("URL", "USER", "PASSWORD")) {
        if (settings.getOrDefault(setting(migrations, part), "").isBlank()) {
          problems.add(setting(migrations, part) + " is not set");
        }
      }
    }
    if (!problems.isEmpty()) {
      problems.forEach(problem -> LOG.error("Setting: {}", problem));
      return 1;
    }
    for (Migrations migrations : Migrations.values()) {
      try {
        int applied =
            migrations.apply(
                settings.getOrDefault(setting(migrations, "URL"), ""),
                settings.getOrDefault(setting(migrations, "USER"), ""),
                settings.getOrDefault(setting(migrations, "PASSWORD"), ""));
        LOG.info("{}: {} migrations applied", migrations.schema(), applied);
      } catch (FlywayException e) {
        LOG.error("{}: {}", migrations.schema(), e.getMessage());
        return 2;
      }
    }
    return 0;
  }

  private static String setting(Migrations migrations, String part) {
    return "SIGNALBOX_" + migrations.schema().toUpperCase(Locale.ROOT) + "_" + part;
  }
}
