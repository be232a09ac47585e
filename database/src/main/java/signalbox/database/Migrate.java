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
 * refused, and its schema is as the last migration that went through has left it.
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
      if (!apply(migrations, settings)) {
        return 2;
      }
    }
    return 0;
  }

  private static boolean apply(Migrations migrations, Map<String, String> settings) {
    String url = settings.getOrDefault(setting(migrations, "URL"), "");
    String user = settings.getOrDefault(setting(migrations, "USER"), "");
    String password = settings.getOrDefault(setting(migrations, "PASSWORD"), "");
    try {
      int applied = migrations.apply(url, user, password);
      LOG.info("{}: {} migrations applied", migrations.schema(), applied);
      return true;
    } catch (FlywayException e) {
      LOG.error("{}: {}", migrations.schema(), e.getMessage());
    }
    try {
      LOG.error(
          "{}: nothing of the failed migration is left; the schema has version {}, and the programs"
              + " that work with it go on",
          migrations.schema(),
          migrations.version(url, user, password).orElse("0"));
    } catch (FlywayException _) {
      LOG.error("{}: the database does not answer", migrations.schema());
    }
    return false;
  }

  private static String setting(Migrations migrations, String part) {
    return "SIGNALBOX_" + migrations.schema().toUpperCase(Locale.ROOT) + "_" + part;
  }
}
