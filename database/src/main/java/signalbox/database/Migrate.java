package signalbox.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;

/**
 * Applies both schemas and ends. Exit code 0: up to date; 1: a setting is missing; 2: a database
 * refused, and its schema is as the last migration that went through has left it.
 *
 * <p>Reads {@code SIGNALBOX_METADATA_URL}, {@code _USER}, {@code _PASSWORD} and the same for {@code
 * TELEMETRY}.
 */
public final class Migrate {
  private Migrate() {}

  public static void main(String[] arguments) {
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
      problems.forEach(System.err::println);
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
      System.out.println(migrations.schema() + ": " + applied + " migrations applied");
      return true;
    } catch (FlywayException e) {
      System.err.println(migrations.schema() + ": " + e.getMessage());
    }
    try {
      System.err.println(
          migrations.schema()
              + ": nothing of the failed migration is left; the schema has version "
              + migrations.version(url, user, password).orElse("0")
              + ", and the programs that work with it go on");
    } catch (FlywayException e) {
      System.err.println(migrations.schema() + ": the database does not answer");
    }
    return false;
  }

  private static String setting(Migrations migrations, String part) {
    return "SIGNALBOX_" + migrations.schema().toUpperCase(Locale.ROOT) + "_" + part;
  }
}
