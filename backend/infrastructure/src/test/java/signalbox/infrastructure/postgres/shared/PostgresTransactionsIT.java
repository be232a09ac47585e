package signalbox.infrastructure.postgres.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static signalbox.schema.metadata.Tables.OUTBOX;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.JSONB;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

class PostgresTransactionsIT {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();
  private final PostgresTransactions transactions = new PostgresTransactions(DATABASE);
  private final String topic = UUID.randomUUID().toString();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void commitsWhatWasDoneTogetherAndThenRunsTheActions() {
    List<Integer> seen = new ArrayList<>();
    transactions.inTransaction(() -> {
      insert();
      transactions.inTransaction(this::insert);
      transactions.afterCommit(() -> seen.add(count()));
      assertThat(seen).isEmpty();
    });
    assertThat(seen).containsExactly(2);
  }

  @Test
  void rollsBackEverythingAndForgetsTheActions() {
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() ->
            transactions.inTransaction(() -> {
              insert();
              transactions.afterCommit(() -> seen.add(1));
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(count()).isZero();
    assertThat(seen).isEmpty();
  }

  @Test
  void mayStandStillOnlyWhileItWaitsForAReader() throws SQLException {
    try (Connection connection = DATABASE.connection()) {
      assertThat(patience(connection)).isEqualTo("1min");
      connection.setAutoCommit(false);
      PostgresDatabase.waitForReader(connection);
      assertThat(patience(connection)).isEqualTo("0");
      connection.commit();
      assertThat(patience(connection)).isEqualTo("1min");
      connection.commit();
    }
  }

  private static String patience(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show idle_in_transaction_session_timeout")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void snapshotDoesNotSeeWhatIsCommittedMeanwhile() throws InterruptedException {
    int[] counts = new int[2];
    transactions.inSnapshot(() -> {
      counts[0] = count();
      try {
        Thread.ofVirtual().start(this::insert).join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      counts[1] = count();
      return true;
    });
    assertThat(counts).containsExactly(0, 0);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void snapshotRefusesToWrite() {
    assertThatThrownBy(() ->
            transactions.inSnapshot(() -> {
              insert();
              return true;
            }))
        .hasMessageContaining("read-only");
  }

  @Test
  void saysThatTheStoreIsUnavailable() {
    try (PostgresDatabase nowhere =
        new PostgresDatabase("nowhere", "jdbc:postgresql://127.0.0.1:1/none", "x", "x", 1)) {
      assertThatThrownBy(() -> new PostgresTransactions(nowhere).inTransaction(() -> 1))
          .isInstanceOfSatisfying(
              SignalboxException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }
  }

  private void insert() {
    DATABASE
        .sql()
        .insertInto(OUTBOX)
        .set(OUTBOX.TOPIC, topic)
        .set(OUTBOX.KEY, "key")
        .set(OUTBOX.HEADERS, JSONB.valueOf("{}"))
        .set(OUTBOX.PAYLOAD, "payload".getBytes(StandardCharsets.UTF_8))
        .set(OUTBOX.CREATED_AT, OffsetDateTime.now(ZoneOffset.UTC))
        .execute();
  }

  private int count() {
    return DATABASE.sql().fetchCount(OUTBOX, OUTBOX.TOPIC.eq(topic));
  }
}
