package signalbox.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A real PostgreSQL server on 127.0.0.1 as a child process, with its data in a folder.
 *
 * <p>Durable unless {@link Settings#throwAway()} is asked for. Works for root too: the server then
 * runs as nobody. Thread-safe. {@link #close} is a fast shutdown; the data stays.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  static final String SUPERUSER = "signalbox";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_GRACE = Duration.ofSeconds(30);
  private static final Supplier<EmbeddedPostgres> SHARED =
      Shared.of(
          "postgres",
          directory -> in(directory).throwAway().start(),
          server -> server.process().close());

  private final ChildProcess process;
  private final int port;
  private final String password;
  private final AtomicInteger created = new AtomicInteger();

  private EmbeddedPostgres(ChildProcess process, int port, String password) {
    this.process = process;
    this.port = port;
    this.password = password;
  }

  /** One database and the role that owns it. */
  public record Database(String name, String url, String user, String password) {
    @Override
    public String toString() {
      return name + " at " + url;
    }
  }

  /** How to start the server. Immutable; each method answers a changed copy. */
  public record Settings(
      Path directory,
      int port,
      String password,
      Path log,
      boolean durable,
      List<String> options,
      PostgresPrograms programs,
      Duration startLimit) {

    /** Listens on this port instead of a free one. */
    public Settings port(int newPort) {
      return new Settings(
          directory, newPort, password, log, durable, options, programs, startLimit);
    }

    /** The superuser's password; the same at every start of one folder. */
    public Settings password(String newPassword) {
      return new Settings(
          directory, port, newPassword, log, durable, options, programs, startLimit);
    }

    public Settings log(Path newLog) {
      return new Settings(
          directory, port, password, newLog, durable, options, programs, startLimit);
    }

    /** Never waits for the disk: for tests, whose data nobody misses after a power cut. */
    public Settings throwAway() {
      return new Settings(directory, port, password, log, false, options, programs, startLimit);
    }

    /** Starts other programs than those that come with Signalbox. */
    Settings programs(PostgresPrograms newPrograms) {
      return new Settings(
          directory, port, password, log, durable, options, newPrograms, startLimit);
    }

    /** How long a start may take (60 s): longer where the data come from a backup with much log. */
    public Settings startLimit(Duration newLimit) {
      return new Settings(directory, port, password, log, durable, options, programs, newLimit);
    }

    /** Adds a server setting, for example {@code max_connections=200}. */
    public Settings option(String setting) {
      var more = new ArrayList<>(options);
      more.add(setting);
      return new Settings(
          directory, port, password, log, durable, List.copyOf(more), programs, startLimit);
    }

    /** Makes the data folder when there is none, starts the server, and returns when it answers. */
    public EmbeddedPostgres start() {
      return EmbeddedPostgres.start(this);
    }
  }

  /** A server with its data in {@code directory}/data, on a free port, with a random password. */
  public static Settings in(Path directory) {
    var absolute = directory.toAbsolutePath().normalize();
    return new Settings(
        absolute,
        0,
        Secrets.random(),
        absolute.resolve("postgres.log"),
        true,
        List.of(),
        new PostgresPrograms.Bundled(),
        START_LIMIT);
  }

  /**
   * The throw-away server that all tests of this JVM share. Started by the first call, stopped and
   * deleted when the JVM ends; never close it. Take a fresh {@link #createDatabase()} per test
   * class.
   */
  public static EmbeddedPostgres shared() {
    return SHARED.get();
  }

  /**
   * Gives a data folder that was put into {@code directory} from elsewhere, as out of a backup, to
   * the user that the server runs as, and closes it to all others.
   */
  public static void adopt(Path directory) throws IOException {
    var data = directory.toAbsolutePath().normalize().resolve("data");
    var runAs = RunAs.ownerOf(data);
    try (var files = Files.walk(data)) {
      for (var file : files.toList()) {
        var permissions = Files.isDirectory(file) ? "rwx------" : "rw-------";
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        runAs.own(file);
      }
    }
  }

  public int port() {
    return port;
  }

  public ChildProcess process() {
    return process;
  }

  /** A new empty database with a name and an owner of its own. */
  public Database createDatabase() {
    return createDatabase(
        "test_" + ProcessHandle.current().pid() + "_" + created.incrementAndGet(),
        Secrets.random());
  }

  /**
   * The database {@code name}, owned by a role of the same name with this password. Makes what is
   * missing, keeps what is there.
   */
  public Database createDatabase(String name, String ownerPassword) {
    var owner = new Database(name, url(name), name, ownerPassword);
    if (!exists("select 1 from pg_roles where rolname = ?", name)) {
      execute("create role " + quoted(name) + " login");
    }
    execute("alter role " + quoted(name) + " password " + literal(ownerPassword));
    if (!exists("select 1 from pg_database where datname = ?", name)) {
      execute("create database " + quoted(name) + " owner " + quoted(name));
      execute("revoke connect on database " + quoted(name) + " from public");
    }
    return owner;
  }

  /**
   * A copy of {@code template} with the same owner, far cheaper than migrating again. Nobody may be
   * connected to the template meanwhile.
   */
  public Database copyOf(Database template) {
    var name = template.name() + "_copy_" + created.incrementAndGet();
    execute(
        "create database %s template %s owner %s"
            .formatted(quoted(name), quoted(template.name()), quoted(template.user())));
    return new Database(name, url(name), template.user(), template.password());
  }

  @Override
  public void close() {
    process.close();
  }

  private static EmbeddedPostgres start(Settings settings) {
    var programs = settings.programs();
    var data = settings.directory().resolve("data");
    try {
      Files.createDirectories(settings.directory());
      var runAs = RunAs.ownerOf(data);
      if (!Files.exists(data.resolve("PG_VERSION"))) {
        initialise(settings, data, runAs);
      }
      forgetDeadPostmaster(data);
      int port = settings.port() == 0 ? Ports.free() : settings.port();
      var command = new ArrayList<>(programs.command("postgres", runAs));
      command.addAll(List.of("-D", programs.inside(data).toString()));
      command.addAll(List.of("-p", Integer.toString(port)));
      for (var option : options(settings)) {
        command.addAll(List.of("-c", option));
      }
      var process =
          ChildProcess.named("PostgreSQL", settings.log(), command)
              .environment(Map.of("LC_ALL", "C"))
              .stop("INT", STOP_GRACE)
              .start();
      process.awaitLine("database system is ready to accept connections", settings.startLimit());
      return new EmbeddedPostgres(process, port, settings.password());
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL cannot use " + settings.directory(), e);
    }
  }

  private static List<String> options(Settings settings) {
    var options = new ArrayList<String>();
    options.addAll(
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_buffers=64MB",
            "max_wal_size=512MB",
            "max_connections=100",
            "huge_pages=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off"));
    if (!settings.durable()) {
      options.addAll(List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off"));
    }
    options.addAll(settings.options());
    return options;
  }

  /** Makes the data beside its final place, so that a start cut short leaves nothing half made. */
  private static void initialise(Settings settings, Path data, RunAs runAs) throws IOException {
    var programs = settings.programs();
    var partial = settings.directory().resolve("data.partial");
    var passwordFile = settings.directory().resolve("password.partial");
    PostgresBinaries.delete(partial);
    Files.createDirectory(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(passwordFile, settings.password());
      runAs.own(partial);
      runAs.own(passwordFile);
      var command = new ArrayList<>(programs.command("initdb", runAs));
      command.addAll(List.of("-D", programs.inside(partial).toString()));
      command.addAll(List.of("-U", SUPERUSER, "-A", "scram-sha-256"));
      command.addAll(List.of("--pwfile", programs.inside(passwordFile).toString(), "-E", "UTF8"));
      command.addAll(List.of("--locale-provider=builtin", "--locale=C.UTF-8"));
      // Without it initdb syncs 1,000 files, which the atomic rename below does not need in tests.
      if (!settings.durable()) {
        command.add("--no-sync");
      }
      ChildProcess.named("PostgreSQL", settings.log(), command)
          .environment(Map.of("LC_ALL", "C"))
          .start()
          .awaitSuccess(START_LIMIT);
      Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(passwordFile);
    }
  }

  /**
   * After a machine's crash the pid in {@code postmaster.pid} may belong to another program by now,
   * and PostgreSQL would refuse to start. It is ours only when it works in our data folder.
   */
  private static void forgetDeadPostmaster(Path data) throws IOException {
    var file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    var lines = Files.readAllLines(file);
    var pid = lines.isEmpty() ? "" : lines.getFirst().strip();
    var directory = Path.of("/proc", pid.isEmpty() ? "none" : pid, "cwd");
    if (Files.exists(directory) && Files.isSameFile(directory, data)) {
      throw new IllegalStateException("PostgreSQL already runs on " + data + " with pid " + pid);
    }
    Files.deleteIfExists(file);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private boolean exists(String query, String argument) {
    try (var connection = DriverManager.getConnection(url("postgres"), SUPERUSER, password);
        var statement = connection.prepareStatement(query)) {
      statement.setString(1, argument);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw process.failure(String.valueOf(e.getMessage()));
    }
  }

  private void execute(String sql) {
    try (var connection = DriverManager.getConnection(url("postgres"), SUPERUSER, password);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw process.failure(String.valueOf(e.getMessage()));
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
