package signalbox.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A real S3 server (S3Proxy on a folder) on 127.0.0.1 as a child process.
 *
 * <p>Speak to it with path style addresses and the region {@code us-east-1}, unless its properties
 * say otherwise. Needs the built module {@code standalone/s3}. Thread-safe. {@link #close} leaves
 * the objects in their folder.
 */
public final class EmbeddedS3 implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final List<String> JVM =
      List.of("-Xms32m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  private static final Supplier<EmbeddedS3> SHARED =
      Shared.of("s3", directory -> in(directory).start(), EmbeddedS3::close);

  private final ChildProcess process;
  private final Settings settings;
  private final int port;

  private EmbeddedS3(ChildProcess process, Settings settings, int port) {
    this.process = process;
    this.settings = settings;
    this.port = port;
  }

  /** How to start the server. Immutable; each method answers a changed copy. */
  public record Settings(
      Path directory,
      int port,
      String accessKey,
      String secretKey,
      Path log,
      List<String> jvmOptions,
      Map<String, String> properties) {

    public Settings {
      jvmOptions = List.copyOf(jvmOptions);
      properties = Map.copyOf(properties);
    }

    /** Listens on this port instead of a free one. */
    public Settings port(int newPort) {
      return new Settings(directory, newPort, accessKey, secretKey, log, jvmOptions, properties);
    }

    /** The one pair of credentials it accepts, instead of a random one. */
    public Settings credentials(String newAccessKey, String newSecretKey) {
      return new Settings(directory, port, newAccessKey, newSecretKey, log, jvmOptions, properties);
    }

    public Settings log(Path newLog) {
      return new Settings(directory, port, accessKey, secretKey, newLog, jvmOptions, properties);
    }

    /** Added after the options that every start has. */
    public Settings jvmOptions(List<String> added) {
      return new Settings(directory, port, accessKey, secretKey, log, added, properties);
    }

    /** In the configuration of S3Proxy, instead of what it has by these names. */
    public Settings properties(Map<String, String> changed) {
      return new Settings(directory, port, accessKey, secretKey, log, jvmOptions, changed);
    }

    /** Starts the server and returns when it is ready. */
    public EmbeddedS3 start() {
      return EmbeddedS3.start(this);
    }

    @Override
    public String toString() {
      return "S3 in " + directory + " on port " + port;
    }
  }

  /** A server with its objects in {@code directory}, on a free port, with random credentials. */
  public static Settings in(Path directory) {
    var absolute = directory.toAbsolutePath().normalize();
    return new Settings(
        absolute,
        0,
        Secrets.random(),
        Secrets.random(),
        absolute.resolve("s3.log"),
        List.of(),
        Map.of());
  }

  /**
   * The server that all tests of this JVM share. Started by the first call, stopped and deleted
   * when the JVM ends; never close it. Take a fresh {@link #createBucket()} per test class.
   */
  public static EmbeddedS3 shared() {
    return SHARED.get();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public String accessKey() {
    return settings.accessKey();
  }

  public String secretKey() {
    return settings.secretKey();
  }

  public ChildProcess process() {
    return process;
  }

  /** A new empty bucket with a name of its own. */
  public String createBucket() {
    return createBucket("test-" + Secrets.random());
  }

  /** Makes the bucket {@code name} when it is not there; answers the name. */
  public String createBucket(String name) {
    try {
      Files.createDirectories(objects(settings).resolve(name));
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * From now on the object was stored at {@code time}: the server tells what its disk says. For
   * tests of what goes by age.
   */
  public void storedAt(String bucket, String key, Instant time) {
    try {
      Files.setLastModifiedTime(
          objects(settings).resolve(bucket).resolve(key), FileTime.from(time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }

  private static Path objects(Settings settings) {
    return settings.directory().resolve("objects");
  }

  private static EmbeddedS3 start(Settings settings) {
    int port = settings.port() == 0 ? Ports.free() : settings.port();
    try {
      Files.createDirectories(objects(settings));
      var configuration = settings.directory().resolve("s3proxy.conf");
      Files.deleteIfExists(configuration);
      Files.createFile(
          configuration,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(configuration, configuration(settings, port));
      var command = new ArrayList<String>();
      command.add(Installation.java());
      command.addAll(JVM);
      command.addAll(settings.jvmOptions());
      command.addAll(List.of("-cp", Installation.classPath("standalone/s3")));
      command.addAll(List.of("org.gaul.s3proxy.Main", "--properties", configuration.toString()));
      // Java takes the encoding of file names from the locale, and keys may hold any letter.
      var process =
          ChildProcess.named("S3", settings.log(), command)
              .environment(Map.of("LC_ALL", "C.UTF-8"))
              .start();
      process.awaitPort(port, START_LIMIT);
      return new EmbeddedS3(process, settings, port);
    } catch (IOException e) {
      throw new UncheckedIOException("S3 cannot use " + settings.directory(), e);
    }
  }

  private static String configuration(Settings settings, int port) {
    return """
    s3proxy.authorization=aws-v2-or-v4
    s3proxy.endpoint=http://127.0.0.1:%d
    s3proxy.identity=%s
    s3proxy.credential=%s
    s3proxy.v4-max-non-chunked-request-size=134217728
    s3proxy.jetty.max-threads=40
    jclouds.provider=filesystem
    jclouds.filesystem.basedir=%s
    """
            .formatted(port, settings.accessKey(), settings.secretKey(), objects(settings))
        // Of a name that comes twice, the last value counts.
        + settings.properties().entrySet().stream()
            .map(property -> property.getKey() + "=" + property.getValue() + "\n")
            .collect(Collectors.joining());
  }
}
