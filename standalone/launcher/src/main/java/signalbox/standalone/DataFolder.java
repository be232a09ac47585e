package signalbox.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import signalbox.embedded.Secrets;

/**
 * The folder that holds everything one instance keeps: data, logs, secrets, ports and caches.
 *
 * <p>Only the process that {@link #lock holds it} may change it. The lock is the operating
 * system's, so a launcher that was killed leaves none behind.
 */
final class DataFolder {
  private static final long ENOUGH_BYTES = 300L << 20;

  /** A file that is there for as long as a restore is not complete. */
  private static final String RESTORING = "restoring";

  private final Path root;

  DataFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  Path of(String name) {
    return root.resolve(name);
  }

  Path log(String part) {
    return root.resolve("logs").resolve(part + ".log");
  }

  /** Holds the folder until the answer is closed. */
  final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(of("instance"));
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Makes the folder and takes it; refuses when a running instance has it, or when a restore has
   * left it half full.
   */
  Lock lock() {
    if (Files.exists(of(RESTORING))) {
      throw new Refusal(
          "A restore into "
              + root
              + " was cut off. Delete the folder and restore the backup again.");
    }
    try {
      makePrivate(root, "rwx--x--x");
      for (var name : new String[] {"logs", "kafka", "s3", "spool", "cache", "ml", "state"}) {
        makePrivate(root.resolve(name), "rwx------");
      }
      makePrivate(root.resolve("postgres"), "rwx--x--x");
      long usable = Files.getFileStore(root).getUsableSpace();
      if (usable < ENOUGH_BYTES) {
        throw new Refusal(
            "The disk of %s is full: %d MB are left, at least %d MB are needed."
                .formatted(root, usable >> 20, ENOUGH_BYTES >> 20));
      }
      var channel =
          FileChannel.open(of("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new Refusal(
            "Signalbox already runs on %s%s. Stop it with: ./signalbox down --data %s"
                .formatted(
                    root, holder().isPresent() ? " (pid " + holder().getAsLong() + ")" : "", root));
      }
      return new Lock(channel);
    } catch (IOException e) {
      throw new Refusal("Signalbox cannot use the folder " + root + ": " + reason(e));
    }
  }

  /** Refuses a folder in which anything is. One that is not there is empty. */
  void requireEmpty() {
    try {
      if (Files.exists(root) && !BackupTarget.isEmptyFolder(root)) {
        throw new Refusal(
            root
                + " is not empty. A backup is restored into an empty folder: nothing is replaced.");
      }
    } catch (IOException e) {
      throw new Refusal("Signalbox cannot use the folder " + root + ": " + reason(e));
    }
  }

  /** From now on nothing starts on this folder until the restore is complete. */
  void beginRestore() throws IOException {
    Files.createFile(of(RESTORING));
  }

  /** The restore is complete. */
  void endRestore() throws IOException {
    Files.delete(of(RESTORING));
  }

  /** Whether an instance runs on this folder now. */
  boolean isHeld() {
    if (!Files.exists(of("lock"))) {
      return false;
    }
    try (var channel = FileChannel.open(of("lock"), StandardOpenOption.WRITE)) {
      return tryLock(channel) == null;
    } catch (IOException e) {
      throw new Refusal("Signalbox cannot use the folder " + root + ": " + reason(e));
    }
  }

  /** The pid of the instance that runs on this folder, as it wrote it. */
  OptionalLong holder() {
    var pid = instance().getProperty("pid");
    return pid == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(pid));
  }

  /** What the running instance says about itself; empty when none runs. */
  Properties instance() {
    return read(of("instance"));
  }

  void writeInstance(Map<String, String> values) {
    write(of("instance"), values, "rw-r--r--");
  }

  /** The remembered ports. */
  Map<String, Integer> ports() {
    var ports = new TreeMap<String, Integer>();
    var stored = read(of("ports"));
    stored
        .stringPropertyNames()
        .forEach(name -> ports.put(name, Integer.valueOf(stored.getProperty(name))));
    return ports;
  }

  void writePorts(Map<String, Integer> ports) {
    var values = new TreeMap<String, String>();
    ports.forEach((name, port) -> values.put(name, Integer.toString(port)));
    write(of("ports"), values, "rw-r--r--");
  }

  /** The secrets of this instance, made at its first start. */
  InstanceSecrets secrets() {
    var stored = read(of("secrets"));
    var values = new TreeMap<String, String>();
    stored.stringPropertyNames().forEach(name -> values.put(name, stored.getProperty(name)));
    Map<String, Supplier<String>> wanted =
        Map.of(
            "postgres", Secrets::random,
            "metadata", Secrets::random,
            "telemetry", Secrets::random,
            "s3AccessKey", Secrets::random,
            "s3SecretKey", Secrets::random,
            "jwtKey", DataFolder::key);
    if (!values.keySet().containsAll(wanted.keySet())) {
      wanted.forEach((name, make) -> values.computeIfAbsent(name, _ -> make.get()));
      write(of("secrets"), values, "rw-------");
    }
    return new InstanceSecrets(values);
  }

  /** After a failed start: what the JVMs have noted about it is of no use for a good one. */
  void forgetCaches() {
    try (var files = Files.newDirectoryStream(of("cache"))) {
      for (var file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The generated password of the administrator, and whether this call has made it. */
  AdminPassword adminPassword() {
    var file = of("admin-password");
    try {
      if (Files.exists(file)) {
        var password = Files.readString(file).strip();
        if (!password.isEmpty()) {
          return new AdminPassword(password, false);
        }
      }
      var password = Secrets.random().substring(0, 20);
      replace(file, password + "\n", "rw-------");
      return new AdminPassword(password, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A password and whether nobody has seen it yet. */
  record AdminPassword(String password, boolean fresh) {
    @Override
    public String toString() {
      return "a password";
    }
  }

  /** Reads a secret by name; never printed. */
  static final class InstanceSecrets {
    private final Map<String, String> values;

    private InstanceSecrets(Map<String, String> values) {
      this.values = Map.copyOf(values);
    }

    String get(String name) {
      return Optional.ofNullable(values.get(name)).orElseThrow();
    }
  }

  private static String key() {
    var bytes = new byte[48];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void makePrivate(Path directory, String permissions) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }
  }

  /** Null when somebody else has it; it is let go with the channel. */
  static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static Properties read(Path file) {
    var properties = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (NoSuchFileException e) {
        return properties;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return properties;
  }

  private static void write(Path file, Map<String, String> values, String permissions) {
    var text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    try {
      replace(file, text.toString(), permissions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Readers see the old text or the new one; nobody else ever sees a secret. */
  private static void replace(Path file, String text, String permissions) throws IOException {
    var partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    Files.createFile(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.write(partial, text.getBytes(StandardCharsets.UTF_8));
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What went wrong, for a person. */
  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied: " + denied.getMessage();
      default -> String.valueOf(e.getMessage());
    };
  }
}
