package signalbox.embedded;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server that tests run against, under {@link TestNames#DOMAIN}: in both styles, without and
 * with TLS ({@link TestCertificate}). The two servers share no code; both check signatures. The
 * region is {@code us-east-1}. Thread-safe; it ends with the JVM.
 */
public final class S3TestServer {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Supplier<S3TestServer> S3_PROXY =
      Shared.of("s3proxy", S3TestServer::startS3Proxy, S3TestServer::close);
  private static final Supplier<S3TestServer> SWIFT =
      Shared.of("swift", S3TestServer::startSwift, S3TestServer::close);

  private final String product;
  private final URI plain;
  private final URI secure;
  private final String accessKey;
  private final String secretKey;
  private final Runnable stop;

  private S3TestServer(
      String product, URI plain, URI secure, String accessKey, String secretKey, Runnable stop) {
    this.product = product;
    this.plain = plain;
    this.secure = secure;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.stop = stop;
    note(product);
  }

  /**
   * S3Proxy with its objects in memory. There it takes {@code AES256} and {@code aws:kms}, which on
   * the folder of {@link EmbeddedS3} it refuses.
   */
  public static S3TestServer s3Proxy() {
    return S3_PROXY.get();
  }

  /** OpenStack Swift: encrypts with {@code AES256}, and refuses {@code aws:kms}. */
  public static S3TestServer swift() {
    return SWIFT.get();
  }

  public URI endpoint(boolean tls) {
    return tls ? secure : plain;
  }

  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  /** A new empty bucket with a name of its own. */
  public String createBucket() {
    String bucket = "test-" + Secrets.random();
    try (S3Client client = client(secretKey)) {
      client.createBucket(request -> request.bucket(bucket));
    }
    return bucket;
  }

  /** A client of the test's own, to look at what was stored; the caller closes it. */
  public S3Client client() {
    return client(secretKey);
  }

  S3Client client(String anySecretKey) {
    return client(plain, accessKey, anySecretKey);
  }

  /** A client of any server, by path; the caller closes it. */
  public static S3Client client(URI endpoint, String accessKey, String secretKey) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClient(UrlConnectionHttpClient.create())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
        .build();
  }

  // Not AutoCloseable: JUnit would close it as the argument of a parameterized test.
  private void close() {
    stop.run();
  }

  /** Name and version. */
  @Override
  public String toString() {
    return product;
  }

  private static S3TestServer startS3Proxy(Path folder) {
    TestCertificate certificate = TestCertificate.shared();
    int port = Ports.free();
    EmbeddedS3 server =
        EmbeddedS3.in(folder)
            .jvmOptions(List.of("-Xmx1g"))
            .properties(
                Map.of(
                    "jclouds.provider",
                    "transient",
                    "s3proxy.virtual-host",
                    TestNames.DOMAIN,
                    "s3proxy.secure-endpoint",
                    "https://127.0.0.1:" + port,
                    "s3proxy.keystore-path",
                    certificate.keyStore().toString(),
                    "s3proxy.keystore-password",
                    certificate.password()))
            .start();
    server.process().awaitPort(port, START_LIMIT);
    return new S3TestServer(
        "S3Proxy " + s3ProxyVersion(),
        URI.create("http://" + TestNames.DOMAIN + ":" + server.endpoint().getPort()),
        URI.create("https://" + TestNames.DOMAIN + ":" + port),
        server.accessKey(),
        server.secretKey(),
        server::close);
  }

  private static S3TestServer startSwift(Path folder) {
    EmbeddedSwift swift = EmbeddedSwift.in(folder);
    return new S3TestServer(
        "OpenStack Swift " + EmbeddedSwift.VERSION,
        swift.plain(),
        swift.secure(),
        swift.accessKey(),
        swift.secretKey(),
        swift::close);
  }

  private static String s3ProxyVersion() {
    Matcher jar =
        Pattern.compile("/s3proxy-([0-9.]+)\\.jar")
            .matcher(Installation.classPath("standalone/s3"));
    return jar.find() ? jar.group(1) : "";
  }

  /** What a run was tested against is read from here when it has ended. */
  private static void note(String product) {
    try {
      Files.writeString(Path.of("target", "s3-servers.txt"), product + "\n", CREATE, APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
