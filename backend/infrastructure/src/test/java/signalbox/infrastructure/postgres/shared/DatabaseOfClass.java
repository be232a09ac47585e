package signalbox.infrastructure.postgres.shared;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One fresh database for all tests of a class: opened before the first and closed after the last.
 */
public final class DatabaseOfClass implements BeforeAllCallback, AfterAllCallback {
  private final Supplier<PostgresDatabase> open;
  private @Nullable PostgresDatabase database;

  private DatabaseOfClass(Supplier<PostgresDatabase> open) {
    this.open = open;
  }

  public static DatabaseOfClass onPostgres() {
    return new DatabaseOfClass(TestDatabases::fresh);
  }

  /** On the schema that the next release may bring while this program goes on. */
  public static DatabaseOfClass onTheNextSchema() {
    return new DatabaseOfClass(TestDatabases::onTheNextSchema);
  }

  /**
   * The tests of the class are skipped or fail as {@link TestDatabases#freshOnTimescaleDb} says.
   */
  public static DatabaseOfClass onTimescaleDb() {
    return new DatabaseOfClass(TestDatabases::freshOnTimescaleDb);
  }

  /** The database, while tests of the class run. */
  public PostgresDatabase get() {
    PostgresDatabase opened = database;
    if (opened == null) {
      throw new IllegalStateException("No test of the class runs");
    }
    return opened;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    database = open.get();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    PostgresDatabase opened = database;
    if (opened != null) {
      opened.close();
    }
  }
}
