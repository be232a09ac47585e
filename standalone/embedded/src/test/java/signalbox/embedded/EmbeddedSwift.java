package signalbox.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A real OpenStack Swift on 127.0.0.1 with its S3 interface: one process each for accounts,
 * containers and objects, and two in front of them, without and with TLS. It checks every signature
 * and encrypts what it stores.
 *
 * <p>Needs what {@code standalone/embedded/prepare-swift} makes. For tests alone.
 */
public final class EmbeddedSwift implements AutoCloseable {
  public static final String VERSION = "2.38.3";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** Swift's map of where data lies: here all of it on one device. */
  private static final String RINGS =
      """
      import sys
      from swift.common.ring import RingBuilder
      folder = sys.argv[1]
      for name, port in zip(("account", "container", "object"), sys.argv[2:]):
          ring = RingBuilder(2, 1, 1)
          ring.add_dev(
              {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "d1", "weight": 1}
          )
          ring.rebalance()
          ring.get_ring().save(f"{folder}/{name}.ring.gz")
      """;

  private final Path folder;
  private final String secretKey = Secrets.random();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Deque<ChildProcess> processes = new ArrayDeque<>();

  private EmbeddedSwift(Path folder) {
    this.folder = folder;
  }

  /** Starts all processes with their data in the folder and returns when they are ready. */
  public static EmbeddedSwift in(Path folder) {
    EmbeddedSwift swift = new EmbeddedSwift(folder);
    try {
      swift.start();
      return swift;
    } catch (IOException e) {
      swift.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      swift.close();
      throw e;
    }
  }

  public URI plain() {
    return URI.create("http://" + TestNames.DOMAIN + ":" + port("plain"));
  }

  public URI secure() {
    return URI.create("https://" + TestNames.DOMAIN + ":" + port("secure"));
  }

  /** Swift's word for account and user. */
  public String accessKey() {
    return "signalbox:tests";
  }

  public String secretKey() {
    return secretKey;
  }

  @Override
  public void close() {
    while (!processes.isEmpty()) {
      processes.pop().close();
    }
  }

  private void start() throws IOException {
    for (String name : List.of("account", "container", "object", "plain", "secure")) {
      ports.put(name, freePort());
    }
    Files.createDirectories(folder.resolve("devices/d1"));
    Files.writeString(
        folder.resolve("swift.conf"),
        "[swift-hash]\nswift_hash_path_suffix = " + Secrets.random() + "\n");
    List<String> rings = new ArrayList<>(List.of(program("python").toString(), "-c", RINGS));
    rings.add(folder.toString());
    for (String name : List.of("account", "container", "object")) {
      rings.add(Integer.toString(port(name)));
    }
    ChildProcess.named("Swift's rings", folder.resolve("rings.log"), rings)
        .start()
        .awaitSuccess(START_LIMIT);
    for (String name : List.of("account", "container", "object")) {
      start(name, "swift-" + name + "-server", storage(name));
    }
    TestCertificate certificate = TestCertificate.shared();
    start("plain", "swift-proxy-server", proxy("plain", ""));
    start(
        "secure",
        "swift-proxy-server",
        proxy(
            "secure",
            "cert_file = %s\nkey_file = %s\n"
                .formatted(certificate.chainFile(), certificate.keyFile())));
    for (ChildProcess process : processes) {
      process.awaitPort(port(process.name().substring("Swift ".length())), START_LIMIT);
    }
  }

  private void start(String name, String program, String configuration) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".conf"), configuration);
    List<String> command = List.of(program(program).toString(), file.toString(), "verbose");
    processes.push(
        ChildProcess.named("Swift " + name, folder.resolve(name + ".log"), command).start());
  }

  private String storage(String name) {
    return """
    [DEFAULT]
    bind_ip = 127.0.0.1
    bind_port = %d
    workers = 0
    swift_dir = %s
    devices = %s
    mount_check = false
    disable_fallocate = true
    fallocate_reserve = 0
    conn_timeout = 5
    container_update_timeout = 5
    log_level = WARNING

    [pipeline:main]
    pipeline = %s-server

    [app:%s-server]
    use = egg:swift#%s
    """
        .formatted(port(name), folder, folder.resolve("devices"), name, name, name);
  }

  private String proxy(String name, String tls) {
    return """
    [DEFAULT]
    bind_ip = 127.0.0.1
    bind_port = %d
    workers = 0
    swift_dir = %s
    log_level = WARNING
    %s
    [pipeline:main]
    pipeline = catch_errors gatekeeper proxy-logging s3api tempauth slo keymaster encryption proxy-logging proxy-server

    [app:proxy-server]
    use = egg:swift#proxy
    account_autocreate = true
    conn_timeout = 5

    [filter:catch_errors]
    use = egg:swift#catch_errors

    [filter:gatekeeper]
    use = egg:swift#gatekeeper

    [filter:proxy-logging]
    use = egg:swift#proxy_logging

    [filter:s3api]
    use = egg:swift#s3api
    location = us-east-1
    storage_domain = %s

    [filter:tempauth]
    use = egg:swift#tempauth
    user_signalbox_tests = %s .admin

    [filter:slo]
    use = egg:swift#slo

    [filter:keymaster]
    use = egg:swift#keymaster
    encryption_root_secret = %s

    [filter:encryption]
    use = egg:swift#encryption
    """
        .formatted(port(name), folder, tls, TestNames.DOMAIN, secretKey, rootSecret());
  }

  /** The same in both processes: they read each other's objects. */
  private String rootSecret() {
    return Base64.getEncoder().encodeToString(secretKey.getBytes(StandardCharsets.US_ASCII));
  }

  private int port(String name) {
    return Objects.requireNonNull(ports.get(name));
  }

  /** A free port that no other process of this Swift will have: nobody has bound it yet. */
  private int freePort() {
    int port = Ports.free();
    while (ports.containsValue(port)) {
      port = Ports.free();
    }
    return port;
  }

  private static Path program(String name) {
    String configured = System.getenv("SIGNALBOX_SWIFT_ROOT");
    Path root =
        Path.of(
            configured == null || configured.isBlank()
                ? "/var/cache/signalbox/swift-" + VERSION
                : configured);
    if (!Files.exists(root.resolve(".ready"))) {
      throw new IllegalStateException(
          "There is no OpenStack Swift in "
              + root
              + ": standalone/embedded/prepare-swift makes it (with Python, in ten seconds)");
    }
    return root.resolve("bin").resolve(name);
  }
}
