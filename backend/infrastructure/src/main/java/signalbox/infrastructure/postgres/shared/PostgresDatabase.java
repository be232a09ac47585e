package signalbox.infrastructure.postgres.shared;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * One PostgreSQL database: a bounded pool and typed SQL over it. Thread-safe.
 *
 * <p>{@link #sql()} uses the connection of the current transaction of {@link PostgresTransactions},
 * or one of its own in auto-commit. Failures of the connection become {@code store.unavailable}.
 */
public final class PostgresDatabase implements AutoCloseable {
  /**
   * A process that stands still in the middle of a transaction holds what others wait for: after so
   * long the server ends it.
   */
  private static final String NOBODY_HOLDS_FOR_EVER =
      "set idle_in_transaction_session_timeout = '60s'";

  private static final String HOWEVER_LONG = "set local idle_in_transaction_session_timeout = 0";

  private final String name;
  private final String url;
  private final String user;
  private final String password;
  private final HikariDataSource pool;
  private final DSLContext sql;

  @SuppressWarnings(
      "ThreadLocalUsage") // Each database has a transaction of its own on a thread; databases live
  // as long as the process.
  private final ThreadLocal<@Nullable Connection> current = new ThreadLocal<>();

  /**
   * Makes the pool without waiting for the server: the first query does.
   *
   * @param name of the pool in metrics
   * @param url JDBC URL
   * @param poolSize most connections at the same time
   */
  public PostgresDatabase(String name, String url, String user, String password, int poolSize) {
    this.name = name;
    this.url = url;
    this.user = user;
    this.password = password;
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(poolSize);
    config.setMinimumIdle(Math.min(2, poolSize));
    config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
    config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
    config.setKeepaliveTime(Duration.ofSeconds(60).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(NOBODY_HOLDS_FOR_EVER);
    config.addDataSourceProperty("ApplicationName", "signalbox-" + name);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    pool = new HikariDataSource(config);
    DefaultConfiguration configuration = new DefaultConfiguration();
    configuration.set(SQLDialect.POSTGRES);
    configuration.set(new CurrentConnection());
    configuration.set(new Settings().withExecuteLogging(false));
    configuration.setAppending(new StoreFailures());
    sql = DSL.using(configuration);
  }

  /** Typed SQL on the current transaction's connection, else in auto-commit. */
  public DSLContext sql() {
    return sql;
  }

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Plain JDBC on the current transaction's connection, else in auto-commit: for a statement whose
   * text never changes and that is asked with every request. Typed SQL makes its text anew each
   * time, which costs more than the server needs for the answer.
   *
   * @throws SignalboxException {@code store.unavailable}; {@code internal} for any other failure
   */
  public <T> T withConnection(Work<T> work) {
    Connection bound = current.get();
    try {
      if (bound != null) {
        return work.on(bound);
      }
      try (Connection own = connection()) {
        return work.on(own);
      }
    } catch (SQLException e) {
      throw StoreFailures.translate(e);
    }
  }

  /** The pool, for what typed SQL cannot do (COPY) and for metrics. */
  public DataSource dataSource() {
    return pool;
  }

  /** The pool's own type, for its metrics. */
  public HikariDataSource pool() {
    return pool;
  }

  /** The connection bound to this thread by a transaction; null when there is none. */
  @Nullable Connection currentConnection() {
    return current.get();
  }

  void bind(Connection connection) {
    current.set(connection);
  }

  void unbind() {
    current.remove();
  }

  /**
   * A connection of the pool, which the caller closes.
   *
   * @throws SignalboxException {@code store.unavailable}
   */
  public Connection connection() {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
    }
  }

  /**
   * Says that the transaction hands rows to somebody who may be slow, a download for instance: it
   * may stand still between two of them.
   */
  public static void waitForReader(Connection transaction) throws SQLException {
    try (Statement statement = transaction.createStatement()) {
      statement.execute(HOWEVER_LONG);
    }
  }

  /**
   * A connection beside the pool, for somebody who keeps it; the caller closes it.
   *
   * @param purpose what the server shows of it
   * @throws SQLException when the server does not answer
   */
  public Connection openConnection(String purpose) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "signalbox-" + name + "-" + purpose);
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("tcpKeepAlive", "true");
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public void close() {
    pool.close();
  }

  private final class CurrentConnection implements ConnectionProvider {
    @Override
    public Connection acquire() {
      Connection bound = current.get();
      return bound == null ? connection() : bound;
    }

    @Override
    public void release(Connection connection) {
      if (!connection.equals(current.get())) {
        try {
          connection.close();
        } catch (SQLException e) {
          throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
        }
      }
    }
  }
}
