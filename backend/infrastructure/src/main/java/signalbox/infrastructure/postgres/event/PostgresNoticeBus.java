package signalbox.infrastructure.postgres.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.event.BackendId;
import signalbox.application.event.Notice;
import signalbox.application.event.NoticeBus;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.StoreFailures;

/**
 * Notices through PostgreSQL's {@code LISTEN} and {@code NOTIFY}. A commit that notifies takes a
 * lock of the whole server, so what is sent travels in transactions of its own. One thread with a
 * connection of its own listens: it waits in the socket, and comes back when the connection is
 * lost.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-notify.html">NOTIFY</a>
 */
public final class PostgresNoticeBus implements NoticeBus {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresNoticeBus.class);
  private static final String CHANNEL = "signalbox_backends";

  /** Nobody needs a notice that outlives a crash: the commit need not wait for the disk. */
  private static final String SEND =
      "with quickly as materialized (select set_config('synchronous_commit', 'off', true))"
          + " select pg_notify(?, payload) from quickly, unnest(?) as payload";

  /** After so long without a word the connection is asked whether it lives. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final int ANSWER_SECONDS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final PostgresDatabase database;
  private final BackendId own;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Connection connection;
  private volatile boolean closing;

  /**
   * @param own who sends, and is not to hear it
   */
  public PostgresNoticeBus(PostgresDatabase database, BackendId own) {
    this.database = database;
    this.own = own;
  }

  @Override
  public void send(List<Notice> notices) {
    List<String> texts = NoticeText.write(own, notices);
    if (texts.isEmpty()) {
      return;
    }
    try (Connection borrowed = database.connection();
        PreparedStatement statement = borrowed.prepareStatement(SEND)) {
      statement.setString(1, CHANNEL);
      statement.setArray(2, borrowed.createArrayOf("text", texts.toArray(new String[0])));
      statement.execute();
    } catch (SQLException e) {
      throw StoreFailures.translate(e);
    }
  }

  @Override
  public void listen(Listener listener) {
    thread = Thread.ofPlatform().daemon().name("notices-in").start(() -> run(listener));
  }

  @Override
  public void close() {
    closing = true;
    Thread running = thread;
    Connection open = connection;
    try {
      if (open != null) {
        // It waits in the socket; this ends the wait.
        open.abort(Runnable::run);
      }
      if (running != null) {
        running.interrupt();
        running.join(STOP_LIMIT);
      }
    } catch (SQLException e) {
      LOG.debug("The listening connection did not end cleanly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Listener listener) {
    Duration pause = FIRST_PAUSE;
    boolean failing = false;
    while (!closing) {
      boolean connected = false;
      try (Connection opened = database.openConnection("notices")) {
        connection = opened;
        try (Statement statement = opened.createStatement()) {
          statement.execute("listen " + CHANNEL);
        }
        connected = true;
        if (failing) {
          LOG.info("Notices of other backends come again");
        }
        failing = false;
        pause = FIRST_PAUSE;
        listener.connected();
        hear(opened, listener);
      } catch (SQLException e) {
        if (!closing && !failing) {
          LOG.warn("Notices of other backends do not come: {}", e.toString());
        }
        failing = true;
      } finally {
        connection = null;
        if (connected) {
          listener.disconnected();
        }
      }
      pause = waited(pause);
    }
  }

  private void hear(Connection opened, Listener listener) throws SQLException {
    PGConnection postgres = opened.unwrap(PGConnection.class);
    while (!closing) {
      PGNotification[] found = postgres.getNotifications((int) QUIET.toMillis());
      for (PGNotification one : found) {
        NoticeText.read(
            one.getParameter(),
            (sender, notice) -> {
              if (!sender.equals(own)) {
                listener.heard(sender, notice);
              }
            });
      }
      if (found.length == 0 && !opened.isValid(ANSWER_SECONDS)) {
        throw new SQLException("The server does not answer", "08006");
      }
    }
  }

  /** The next pause. */
  private Duration waited(Duration pause) {
    if (!closing) {
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        // Whoever closes this has said so before.
        Thread.currentThread().interrupt();
      }
    }
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }
}
