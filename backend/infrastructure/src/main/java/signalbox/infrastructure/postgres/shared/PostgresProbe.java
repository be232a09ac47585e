package signalbox.infrastructure.postgres.shared;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import signalbox.application.service.HealthProbe;
import signalbox.application.service.PartHealth;

/** Asks one database the simplest question. */
public final class PostgresProbe implements HealthProbe {
  private static final int TIMEOUT_SECONDS = 1;

  private final String part;
  private final PostgresDatabase database;

  public PostgresProbe(String part, PostgresDatabase database) {
    this.part = part;
    this.database = database;
  }

  @Override
  public String part() {
    return part;
  }

  @Override
  public PartHealth look() throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      statement.execute("select 1");
      return new PartHealth(part, PartHealth.State.UP, null);
    }
  }
}
