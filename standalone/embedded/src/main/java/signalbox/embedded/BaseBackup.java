package signalbox.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A copy of a running server's data on which another server can start: PostgreSQL's base backup,
 * made with its functions and by reading the files, since the programs that come with Signalbox
 * have neither pg_basebackup nor pg_dump. All databases of the server are copied as they were at
 * one moment: when {@link #stop} returned.
 *
 * <p>The server is not held up. It keeps the log that the copy needs until this is closed. The copy
 * is whole when {@link #copyFiles}, {@link #stop} and {@link #copyLog} were called in this order.
 * Not thread-safe.
 */
public final class BaseBackup implements AutoCloseable {
  /** A server that starts on the copy makes what is in these anew. */
  private static final Set<String> LEFT_EMPTY =
      Set.of(
          "pg_dynshmem",
          "pg_notify",
          "pg_replslot",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans",
          "pg_wal");

  /** These speak of the running server, or of another backup. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "backup_label",
          "backup_label.old",
          "backup_manifest",
          "current_logfiles",
          "postgresql.auto.conf.tmp",
          "postmaster.opts",
          "postmaster.pid",
          "recovery.signal",
          "standby.signal",
          "tablespace_map");

  private static final String CONTROL = "global/pg_control";
  private static final String LABEL = "backup_label";
  private static final Pattern TIMELINE = Pattern.compile("(?m)^START TIMELINE: (\\d+)$");

  private final Path data;
  private final Connection connection;
  private final String begin;

  private BaseBackup(Path data, Connection connection, String begin) {
    this.data = data;
    this.connection = connection;
    this.begin = begin;
  }

  /** Takes what is copied, with paths below the data folder. Reads a content before it returns. */
  public interface Receiver {
    void folder(String path) throws IOException;

    void file(String path, long bytes, InputStream content) throws IOException;
  }

  /** The moment of which the copy is. */
  public record Moment(String label, List<String> segments) {
    public Moment {
      segments = List.copyOf(segments);
    }
  }

  /**
   * Begins a backup of the server that {@link EmbeddedPostgres} has started in {@code directory}.
   *
   * @param password the superuser's
   */
  public static BaseBackup begin(Path directory, int port, String password) throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?ApplicationName=signalbox-backup";
    var connection = DriverManager.getConnection(url, EmbeddedPostgres.SUPERUSER, password);
    try {
      // Ends with the connection, and so does the backup.
      query(
          connection,
          "select pg_create_physical_replication_slot("
              + "'signalbox_backup_' || pg_backend_pid(), true, true)");
      var begin = query(connection, "select pg_backup_start('signalbox', true)");
      return new BaseBackup(
          directory.toAbsolutePath().normalize().resolve("data"), connection, begin);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** The server's version, as {@code 18.6}. */
  public String serverVersion() throws SQLException {
    return query(connection, "show server_version");
  }

  /** About how many bytes will be copied; the log that is written meanwhile comes on top. */
  public long bytes() throws IOException {
    var sum = new long[1];
    walk(
        new Receiver() {
          @Override
          public void folder(String path) {}

          @Override
          public void file(String path, long bytes, InputStream content) {
            sum[0] += bytes;
          }
        });
    return sum[0];
  }

  /** Copies the files as they are; what is written meanwhile is put right by the log. */
  public void copyFiles(Receiver receiver) throws IOException {
    walk(receiver);
    var control = settled(data.resolve(CONTROL));
    receiver.file(CONTROL, control.length, new ByteArrayInputStream(control));
  }

  /** Ends the backup: what was committed before this returns is in the copy. */
  public Moment stop() throws IOException, SQLException {
    String end;
    String label;
    String tablespaces;
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select lsn, labelfile, spcmapfile from pg_backup_stop(false)")) {
      if (!rows.next()) {
        throw new SQLException("pg_backup_stop answered nothing");
      }
      end = rows.getString(1);
      label = rows.getString(2);
      tablespaces = rows.getString(3);
    }
    if (tablespaces != null && !tablespaces.isBlank()) {
      throw new IOException("The server has tablespaces outside its folder; they are not copied.");
    }
    var timeline = TIMELINE.matcher(label);
    if (!timeline.find()) {
      throw new IOException("The label of the backup names no timeline: " + label);
    }
    var segmentBytes =
        Long.parseLong(
            query(connection, "select setting from pg_settings where name = 'wal_segment_size'"));
    return new Moment(
        label,
        WalSegments.names(
            Integer.parseInt(timeline.group(1)),
            WalSegments.position(begin),
            WalSegments.position(end),
            segmentBytes));
  }

  /** Copies the log that leads to the moment, and its label. */
  public void copyLog(Moment moment, Receiver receiver) throws IOException {
    for (var segment : moment.segments()) {
      var name = "pg_wal/" + segment;
      try (var channel = FileChannel.open(data.resolve(name), StandardOpenOption.READ)) {
        hand(name, channel, receiver);
      }
    }
    var label = moment.label().getBytes(StandardCharsets.UTF_8);
    receiver.file(LABEL, label.length, new ByteArrayInputStream(label));
  }

  /** Lets the server forget the backup; without {@link #stop} the copy is of no use. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Whether a file of the data folder belongs into a copy. */
  static boolean isCopied(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1);
    return !LEFT_OUT.contains(path)
        && !path.equals(CONTROL)
        && !name.startsWith("pgsql_tmp")
        && !name.startsWith("pg_internal.init");
  }

  private void walk(Receiver receiver) throws IOException {
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            var path = data.relativize(folder).toString();
            if (path.isEmpty()) {
              return FileVisitResult.CONTINUE;
            }
            if (path.substring(path.lastIndexOf('/') + 1).startsWith("pgsql_tmp")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            receiver.folder(path);
            return LEFT_EMPTY.contains(path)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            var path = data.relativize(file).toString();
            if (!attributes.isRegularFile()) {
              throw new IOException(file + " is no file of PostgreSQL's own; it cannot be copied.");
            }
            if (isCopied(path)) {
              copy(file, path, receiver);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  private static void copy(Path file, String path, Receiver receiver) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      // Dropped since it was listed; the log tells the copy.
      return;
    }
    try (channel) {
      hand(path, channel, receiver);
    }
  }

  private static void hand(String path, FileChannel channel, Receiver receiver) throws IOException {
    long bytes = channel.size();
    receiver.file(path, bytes, new ExactInputStream(Channels.newInputStream(channel), bytes));
  }

  /** Read until it is the same twice: the server writes it at once, but a reader may see half. */
  private static byte[] settled(Path file) throws IOException {
    var last = Files.readAllBytes(file);
    while (true) {
      var next = Files.readAllBytes(file);
      if (Arrays.equals(last, next)) {
        return next;
      }
      last = next;
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no answer to: " + sql);
      }
      return rows.getString(1);
    }
  }
}
