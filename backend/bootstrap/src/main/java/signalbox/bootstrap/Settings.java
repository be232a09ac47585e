package signalbox.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.AddressRanges;
import signalbox.infrastructure.s3.shared.S3Encryption;
import signalbox.infrastructure.s3.shared.S3Options;

/**
 * Everything that the backend is told from outside: the environment variables {@code SIGNALBOX_…}.
 *
 * @param name tells this backend from the others of its database
 * @param port of REST, stream and dashboard; 0 for any free one
 * @param managementPort of health and metrics; 0 for none
 * @param kafkaGroup backends of one group share the status partitions; they must have one database
 * @param jwtKey signs access tokens; at least 32 bytes
 * @param adminPassword of the first administrator; null when one is there already
 * @param webDirectory the built dashboard; null to serve none
 * @param spoolDirectory of uploads, which all backends share, and of files while they are checked
 * @param otlpEndpoint where spans go; null for nowhere
 * @param exitWithParent ends the program when its standard input ends
 * @param logs the listener for log lines
 * @param webhooks what protects webhooks, and what they may reach
 * @param largestProjectFile bytes that the file of an imported project may have
 */
public record Settings(
    String name,
    String host,
    int port,
    int managementPort,
    Database metadata,
    Database telemetry,
    String kafkaBootstrap,
    String kafkaGroup,
    S3 s3,
    Secret jwtKey,
    String adminEmail,
    @Nullable Secret adminPassword,
    @Nullable Path webDirectory,
    Path spoolDirectory,
    Set<String> allowedOrigins,
    @Nullable URI otlpEndpoint,
    boolean exitWithParent,
    Logs logs,
    Webhooks webhooks,
    long largestProjectFile) {

  private static final int MIN_KEY_BYTES = 32;
  private static final String KMS = "aws:kms";
  private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  private static final int MAX_NAME = 100;
  private static final long GIB = 1L << 30;
  private static final int MOST_GIB = 1024;
  private static final Set<String> LOG_LEVELS = Set.of("trace", "debug", "info", "warn", "error");

  /** A JDBC address with its user. */
  public record Database(String url, String user, Secret password) {}

  /**
   * An S3 bucket with its credentials.
   *
   * @param options style, trust, encryption
   */
  public record S3(
      URI endpoint,
      String region,
      String bucket,
      String accessKey,
      Secret secretKey,
      S3Options options) {}

  /**
   * The listener for log lines.
   *
   * @param port UDP; 0 for any free one
   * @param address {@code host:port} as ML services see it; null for that of the listener
   * @param key base64 of the secret from which runs' keys are derived; null to derive it from the
   *     key of the access tokens
   * @param sources who may send lines without a run
   */
  public record Logs(
      int port, @Nullable String address, @Nullable Secret key, AddressRanges sources) {}

  /**
   * Webhooks.
   *
   * @param key base64 of the secret from which the key of their signing secrets is derived; null to
   *     derive it from the key of the access tokens
   * @param networks addresses that are no public ones and that webhooks may reach all the same
   */
  public record Webhooks(@Nullable Secret key, AddressRanges networks) {}

  /** A value that never prints itself. */
  public record Secret(String value) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /** Some settings are missing or wrong; holds every problem. */
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    Unusable(List<String> problems) {
      super(String.join("; ", problems));
      this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
      return problems;
    }
  }

  /**
   * Reads the environment.
   *
   * @throws Unusable with all problems at once
   */
  public static Settings from(Map<String, String> environment) {
    Reader reader = new Reader(environment);
    int port = reader.port("SIGNALBOX_PORT", 8080);
    Settings settings =
        new Settings(
            reader.name("SIGNALBOX_BACKEND_NAME", () -> ownName(port)),
            reader.text("SIGNALBOX_HOST", "127.0.0.1"),
            port,
            reader.port("SIGNALBOX_MANAGEMENT_PORT", 0),
            reader.database("METADATA"),
            reader.database("TELEMETRY"),
            reader.required("SIGNALBOX_KAFKA_BOOTSTRAP"),
            reader.text("SIGNALBOX_KAFKA_GROUP", "signalbox-backend"),
            reader.s3(),
            new Secret(reader.key("SIGNALBOX_JWT_KEY")),
            reader.text("SIGNALBOX_ADMIN_EMAIL", "admin@signalbox.local"),
            reader.secret("SIGNALBOX_ADMIN_PASSWORD"),
            reader.directory("SIGNALBOX_WEB_DIR"),
            reader.path("SIGNALBOX_SPOOL_DIR"),
            reader.list("SIGNALBOX_ALLOWED_ORIGINS"),
            reader.uri("SIGNALBOX_OTLP_ENDPOINT"),
            reader.flag("SIGNALBOX_EXIT_WITH_PARENT"),
            new Logs(
                reader.port("SIGNALBOX_LOG_PORT", port),
                reader.address("SIGNALBOX_LOG_ADDRESS"),
                reader.optionalKey("SIGNALBOX_LOG_KEY"),
                reader.networks("SIGNALBOX_LOG_SOURCES")),
            new Webhooks(
                reader.optionalKey("SIGNALBOX_WEBHOOK_KEY"),
                reader.networks("SIGNALBOX_WEBHOOK_NETWORKS")),
            reader.gibibytes("SIGNALBOX_IMPORT_MAX_GIB", 20));
    reader.logLevel("SIGNALBOX_LOG_LEVEL");
    reader.finish();
    return settings;
  }

  /** The machine, and what tells processes on it apart: the port if there is one. */
  private static String ownName(int port) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
    } catch (UnknownHostException _) {
      host = "backend";
    }
    String end = "-" + (port == 0 ? ProcessHandle.current().pid() : port);
    return host.substring(0, Math.min(host.length(), MAX_NAME - end.length())) + end;
  }

  /** The bytes of {@link #jwtKey()}. */
  public byte[] jwtKeyBytes() {
    return Base64.getDecoder().decode(jwtKey.value());
  }

  /** The bytes that webhooks' secrets are sealed with. */
  public byte[] webhookKeyBytes() {
    Secret key = webhooks.key();
    return key == null ? jwtKeyBytes() : Base64.getDecoder().decode(key.value());
  }

  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    private @Nullable String find(String name) {
      String value = environment.get(name);
      return value == null || value.isBlank() ? null : value.strip();
    }

    String text(String name, String standard) {
      String value = find(name);
      return value == null ? standard : value;
    }

    String name(String name, Supplier<String> standard) {
      String told = find(name);
      String value = told == null ? standard.get() : told;
      if (!value.matches("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_NAME - 1) + "}")) {
        problems.add(name + " is not a name of letters, digits, '.', '_' and '-'");
      }
      return value;
    }

    String required(String name) {
      String value = find(name);
      if (value == null) {
        problems.add(name + " is not set");
        return "";
      }
      return value;
    }

    int port(String name, int standard) {
      String value = find(name);
      if (value == null) {
        return standard;
      }
      return checked(
          name,
          "is not a port number from 0 to 65535",
          standard,
          () -> {
            int port = Integer.parseInt(value);
            if (port < 0 || port > 65535) {
              throw new IllegalArgumentException();
            }
            return port;
          });
    }

    /** In bytes. */
    long gibibytes(String name, int standard) {
      return checked(
          name,
          "is not a whole number from 1 to " + MOST_GIB,
          standard * GIB,
          () -> {
            int gibibytes = Integer.parseInt(text(name, Integer.toString(standard)));
            if (gibibytes < 1 || gibibytes > MOST_GIB) {
              throw new IllegalArgumentException();
            }
            return gibibytes * GIB;
          });
    }

    Database database(String word) {
      String prefix = "SIGNALBOX_" + word;
      String url = required(prefix + "_URL");
      if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
        problems.add(prefix + "_URL does not start with jdbc:postgresql:");
      }
      return new Database(
          url, required(prefix + "_USER"), new Secret(required(prefix + "_PASSWORD")));
    }

    S3 s3() {
      URI endpoint = requiredUri("SIGNALBOX_S3_ENDPOINT");
      String bucket = text("SIGNALBOX_S3_BUCKET", "signalbox");
      boolean virtualHosts =
          oneOf("SIGNALBOX_S3_STYLE", List.of("path", "virtual")).equals("virtual");
      if (virtualHosts && String.valueOf(endpoint.getHost()).matches("[0-9.]+|\\[.*")) {
        problems.add("SIGNALBOX_S3_STYLE is virtual, but SIGNALBOX_S3_ENDPOINT has no host name");
      }
      if (virtualHosts && !HOST_LABEL.matcher(bucket).matches()) {
        problems.add(
            "SIGNALBOX_S3_STYLE is virtual, but SIGNALBOX_S3_BUCKET cannot begin a host name");
      }
      String encryption = oneOf("SIGNALBOX_S3_ENCRYPTION", List.of("none", "AES256", KMS));
      String kmsKeyId = find("SIGNALBOX_S3_KMS_KEY_ID");
      if (kmsKeyId != null && !encryption.equals(KMS)) {
        problems.add("SIGNALBOX_S3_KMS_KEY_ID needs SIGNALBOX_S3_ENCRYPTION=" + KMS);
      }
      return new S3(
          endpoint,
          text("SIGNALBOX_S3_REGION", "us-east-1"),
          bucket,
          required("SIGNALBOX_S3_ACCESS_KEY"),
          new Secret(required("SIGNALBOX_S3_SECRET_KEY")),
          new S3Options(
              virtualHosts,
              certificates("SIGNALBOX_S3_CA"),
              flag("SIGNALBOX_S3_CREATE_BUCKET"),
              encryption.equals("none")
                  ? S3Encryption.NONE
                  : new S3Encryption(encryption, kmsKeyId)));
    }

    /** The first one when it is not set. */
    String oneOf(String name, List<String> choices) {
      String value = text(name, choices.getFirst());
      if (!choices.contains(value)) {
        problems.add(name + " is none of " + choices);
        return choices.getFirst();
      }
      return value;
    }

    List<X509Certificate> certificates(String name) {
      String file = find(name);
      if (file == null) {
        return List.of();
      }
      try (InputStream pem = Files.newInputStream(Path.of(file))) {
        List<X509Certificate> found =
            CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (!found.isEmpty()) {
          return found;
        }
      } catch (IOException | CertificateException | InvalidPathException _) {
        // Said below, as for a file without any.
      }
      problems.add(name + " is not a file with certificates (PEM): " + file);
      return List.of();
    }

    URI requiredUri(String name) {
      return required(name).isEmpty() ? URI.create("") : uriOf(name);
    }

    @Nullable URI uri(String name) {
      return find(name) == null ? null : uriOf(name);
    }

    private URI uriOf(String name) {
      URI none = URI.create("");
      return checked(
          name,
          "is not an http or https address",
          none,
          () -> {
            URI uri = URI.create(text(name, ""));
            if (uri.getHost() == null || !String.valueOf(uri.getScheme()).startsWith("http")) {
              throw new IllegalArgumentException();
            }
            return uri;
          });
    }

    String key(String name) {
      String value = required(name);
      if (value.isEmpty()) {
        return value;
      }
      return checked(
          name,
          "is not base64 of at least " + MIN_KEY_BYTES + " bytes",
          "",
          () -> {
            if (Base64.getDecoder().decode(value).length < MIN_KEY_BYTES) {
              throw new IllegalArgumentException();
            }
            return value;
          });
    }

    @Nullable Secret optionalKey(String name) {
      return find(name) == null ? null : new Secret(key(name));
    }

    @Nullable String address(String name) {
      String value = find(name);
      if (value != null && !value.matches(".+:[0-9]{1,5}")) {
        problems.add(name + " is not host:port");
      }
      return value;
    }

    AddressRanges networks(String name) {
      return checked(
          name,
          "is not a list of networks such as 10.0.0.0/8",
          AddressRanges.NONE,
          () -> AddressRanges.of(list(name)));
    }

    @Nullable Secret secret(String name) {
      String value = find(name);
      return value == null ? null : new Secret(value);
    }

    @Nullable Path directory(String name) {
      String value = find(name);
      if (value == null) {
        return null;
      }
      Path path = Path.of(value);
      if (!Files.isDirectory(path)) {
        problems.add(name + " is not a folder: " + path);
      }
      return path;
    }

    Path path(String name) {
      return Path.of(required(name));
    }

    Set<String> list(String name) {
      return Stream.of(text(name, "").split(",", -1))
          .map(String::strip)
          .filter(item -> !item.isEmpty())
          .collect(Collectors.toUnmodifiableSet());
    }

    boolean flag(String name) {
      String value = text(name, "0");
      if (!Set.of("0", "1").contains(value)) {
        problems.add(name + " is neither 0 nor 1");
      }
      return value.equals("1");
    }

    void logLevel(String name) {
      if (!LOG_LEVELS.contains(text(name, "info").toLowerCase(Locale.ROOT))) {
        problems.add(name + " is none of " + new TreeSet<>(LOG_LEVELS));
      }
    }

    private <T> T checked(String name, String problem, T otherwise, Supplier<T> read) {
      try {
        return read.get();
      } catch (IllegalArgumentException e) {
        problems.add(name + " " + problem);
        return otherwise;
      }
    }

    void finish() {
      if (!problems.isEmpty()) {
        throw new Unusable(problems);
      }
    }
  }
}
