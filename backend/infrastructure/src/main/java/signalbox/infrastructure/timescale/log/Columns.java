package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Array parameters of a statement, one value for each row, from the first parameter on. */
final class Columns<R> {
  private final Connection connection;
  private final PreparedStatement statement;
  private final Collection<R> rows;
  private int next = 1;

  Columns(Connection connection, PreparedStatement statement, Collection<R> rows) {
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
  }

  void add(String type, Function<R, @Nullable Object> value) throws SQLException {
    statement.setArray(next++, connection.createArrayOf(type, rows.stream().map(value).toArray()));
  }
}
