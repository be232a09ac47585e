package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.infrastructure.s3.shared.S3Encryption;
import signalbox.infrastructure.s3.shared.S3Options;

class SettingsTest {
  private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final Map<String, String> NEEDED =
      Map.ofEntries(
          Map.entry("SIGNALBOX_METADATA_URL", "jdbc:postgresql://127.0.0.1/a"),
          Map.entry("SIGNALBOX_METADATA_USER", "a"),
          Map.entry("SIGNALBOX_METADATA_PASSWORD", "hush"),
          Map.entry("SIGNALBOX_TELEMETRY_URL", "jdbc:postgresql://127.0.0.1/b"),
          Map.entry("SIGNALBOX_TELEMETRY_USER", "b"),
          Map.entry("SIGNALBOX_TELEMETRY_PASSWORD", "hush"),
          Map.entry("SIGNALBOX_KAFKA_BOOTSTRAP", "127.0.0.1:9092"),
          Map.entry("SIGNALBOX_S3_ENDPOINT", "http://127.0.0.1:9000"),
          Map.entry("SIGNALBOX_S3_ACCESS_KEY", "k"),
          Map.entry("SIGNALBOX_S3_SECRET_KEY", "hush"),
          Map.entry("SIGNALBOX_JWT_KEY", KEY),
          Map.entry("SIGNALBOX_SPOOL_DIR", "/tmp/spool"));

  @TempDir private Path folder;

  @Test
  void hasDefaults() {
    Settings settings = Settings.from(NEEDED);

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.managementPort()).isZero();
    assertThat(settings.s3().region()).isEqualTo("us-east-1");
    assertThat(settings.s3().bucket()).isEqualTo("signalbox");
    assertThat(settings.s3().options()).isEqualTo(S3Options.DEFAULT);
    assertThat(settings.adminEmail()).isEqualTo("admin@signalbox.local");
    assertThat(settings.adminPassword()).isNull();
    assertThat(settings.webDirectory()).isNull();
    assertThat(settings.allowedOrigins()).isEmpty();
    assertThat(settings.otlpEndpoint()).isNull();
    assertThat(settings.exitWithParent()).isFalse();
    assertThat(settings.jwtKeyBytes()).hasSize(32);
    assertThat(settings.largestProjectFile()).isEqualTo(20L << 30);
  }

  @Test
  void readsWhatIsSet() {
    Map<String, String> environment = new HashMap<>(NEEDED);
    environment.put("SIGNALBOX_PORT", "0");
    environment.put("SIGNALBOX_ALLOWED_ORIGINS", " https://a.example , https://b.example");
    environment.put("SIGNALBOX_OTLP_ENDPOINT", "http://collector:4318");
    environment.put("SIGNALBOX_EXIT_WITH_PARENT", "1");
    environment.put("SIGNALBOX_IMPORT_MAX_GIB", "2");

    Settings settings = Settings.from(environment);

    assertThat(settings.port()).isZero();
    assertThat(settings.allowedOrigins())
        .isEqualTo(Set.of("https://a.example", "https://b.example"));
    assertThat(settings.otlpEndpoint()).isEqualTo(URI.create("http://collector:4318"));
    assertThat(settings.exitWithParent()).isTrue();
    assertThat(settings.largestProjectFile()).isEqualTo(2L << 30);
  }

  @Test
  void isCalledAfterItsMachineAndPortUnlessToldOtherwise() {
    Map<String, String> environment = new HashMap<>(NEEDED);
    environment.put("SIGNALBOX_PORT", "9001");
    assertThat(Settings.from(environment).name()).matches("[A-Za-z0-9._-]+-9001");
    environment.put("SIGNALBOX_BACKEND_NAME", "north.1");
    assertThat(Settings.from(environment).name()).isEqualTo("north.1");
  }

  @Test
  void logLinesComeToTheSameNumberUnlessToldOtherwise() {
    Map<String, String> environment = new HashMap<>(NEEDED);
    environment.put("SIGNALBOX_PORT", "9001");
    assertThat(Settings.from(environment).logs().port()).isEqualTo(9001);
    environment.put("SIGNALBOX_LOG_PORT", "9002");
    environment.put("SIGNALBOX_LOG_ADDRESS", "logs.example.org:9003");
    assertThat(Settings.from(environment).logs().port()).isEqualTo(9002);
    assertThat(Settings.from(environment).logs().address()).isEqualTo("logs.example.org:9003");
  }

  @Test
  void webhooksReachThePublicInternetAloneUnlessToldOtherwise() throws Exception {
    InetAddress inside = InetAddress.getByName("10.1.2.3");
    assertThat(Settings.from(NEEDED).webhooks().networks().contains(inside)).isFalse();
    assertThat(Settings.from(NEEDED).webhookKeyBytes()).hasSize(32);
    Map<String, String> environment = new HashMap<>(NEEDED);
    environment.put("SIGNALBOX_WEBHOOK_NETWORKS", "10.0.0.0/8");
    assertThat(Settings.from(environment).webhooks().networks().contains(inside)).isTrue();
  }

  @Test
  void readsHowTheObjectStoreIsSpokenTo() throws Exception {
    X509Certificate certificate = anyCertificate();
    Path file = folder.resolve("ca.pem");
    Files.writeString(
        file,
        "An authority of our own\n-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    Map<String, String> environment = new HashMap<>(NEEDED);
    environment.put("SIGNALBOX_S3_ENDPOINT", "https://s3.example.org");
    environment.put("SIGNALBOX_S3_STYLE", "virtual");
    environment.put("SIGNALBOX_S3_CA", file.toString());
    environment.put("SIGNALBOX_S3_CREATE_BUCKET", "1");
    environment.put("SIGNALBOX_S3_ENCRYPTION", "aws:kms");
    environment.put("SIGNALBOX_S3_KMS_KEY_ID", "alias/signalbox");

    assertThat(Settings.from(environment).s3().options())
        .isEqualTo(
            new S3Options(
                true, List.of(certificate), true, new S3Encryption("aws:kms", "alias/signalbox")));

    environment.remove("SIGNALBOX_S3_KMS_KEY_ID");
    environment.put("SIGNALBOX_S3_ENCRYPTION", "AES256");
    assertThat(Settings.from(environment).s3().options().encryption())
        .isEqualTo(new S3Encryption("AES256", null));
  }

  @Test
  void aBucketCanBeginAHostNameOnly() {
    Map<String, String> environment = new HashMap<>(NEEDED);
    environment.put("SIGNALBOX_S3_STYLE", "virtual");
    environment.put("SIGNALBOX_S3_BUCKET", "team.signalbox");

    assertThatThrownBy(() -> Settings.from(environment))
        .isInstanceOfSatisfying(
            Settings.Unusable.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "SIGNALBOX_S3_STYLE is virtual, but SIGNALBOX_S3_ENDPOINT has no host name",
                        "SIGNALBOX_S3_STYLE is virtual, but SIGNALBOX_S3_BUCKET cannot begin a host"
                            + " name"));
  }

  @Test
  void namesEveryProblemAtOnce() {
    Map<String, String> environment = new HashMap<>(NEEDED);
    environment.remove("SIGNALBOX_METADATA_USER");
    environment.put("SIGNALBOX_TELEMETRY_URL", "mysql://x");
    environment.put("SIGNALBOX_PORT", "80800");
    environment.put("SIGNALBOX_JWT_KEY", "c2hvcnQ=");
    environment.put("SIGNALBOX_S3_ENDPOINT", "not an address");
    environment.put("SIGNALBOX_S3_STYLE", "dns");
    environment.put("SIGNALBOX_S3_CA", "/nowhere/at/all.pem");
    environment.put("SIGNALBOX_S3_CREATE_BUCKET", "perhaps");
    environment.put("SIGNALBOX_S3_ENCRYPTION", "rot13");
    environment.put("SIGNALBOX_S3_KMS_KEY_ID", "alias/signalbox");
    environment.put("SIGNALBOX_WEB_DIR", "/nowhere/at/all");
    environment.put("SIGNALBOX_EXIT_WITH_PARENT", "yes");
    environment.put("SIGNALBOX_LOG_LEVEL", "loud");
    environment.put("SIGNALBOX_LOG_ADDRESS", "here");
    environment.put("SIGNALBOX_LOG_KEY", "c2hvcnQ=");
    environment.put("SIGNALBOX_LOG_SOURCES", "10.0.0.0/8,everybody");
    environment.put("SIGNALBOX_WEBHOOK_KEY", "c2hvcnQ=");
    environment.put("SIGNALBOX_WEBHOOK_NETWORKS", "localhost");
    environment.put("SIGNALBOX_IMPORT_MAX_GIB", "0");
    environment.put("SIGNALBOX_BACKEND_NAME", "../north");

    assertThatThrownBy(() -> Settings.from(environment))
        .isInstanceOfSatisfying(
            Settings.Unusable.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "SIGNALBOX_METADATA_USER is not set",
                        "SIGNALBOX_TELEMETRY_URL does not start with jdbc:postgresql:",
                        "SIGNALBOX_PORT is not a port number from 0 to 65535",
                        "SIGNALBOX_BACKEND_NAME is not a name of letters, digits, '.', '_' and '-'",
                        "SIGNALBOX_JWT_KEY is not base64 of at least 32 bytes",
                        "SIGNALBOX_S3_ENDPOINT is not an http or https address",
                        "SIGNALBOX_S3_STYLE is none of [path, virtual]",
                        "SIGNALBOX_S3_CA is not a file with certificates (PEM):"
                            + " /nowhere/at/all.pem",
                        "SIGNALBOX_S3_CREATE_BUCKET is neither 0 nor 1",
                        "SIGNALBOX_S3_ENCRYPTION is none of [none, AES256, aws:kms]",
                        "SIGNALBOX_S3_KMS_KEY_ID needs SIGNALBOX_S3_ENCRYPTION=aws:kms",
                        "SIGNALBOX_WEB_DIR is not a folder: /nowhere/at/all",
                        "SIGNALBOX_EXIT_WITH_PARENT is neither 0 nor 1",
                        "SIGNALBOX_LOG_ADDRESS is not host:port",
                        "SIGNALBOX_LOG_KEY is not base64 of at least 32 bytes",
                        "SIGNALBOX_LOG_SOURCES is not a list of networks such as 10.0.0.0/8",
                        "SIGNALBOX_WEBHOOK_KEY is not base64 of at least 32 bytes",
                        "SIGNALBOX_WEBHOOK_NETWORKS is not a list of networks such as 10.0.0.0/8",
                        "SIGNALBOX_IMPORT_MAX_GIB is not a whole number from 1 to 1024",
                        "SIGNALBOX_LOG_LEVEL is none of [debug, error, info, trace, warn]"));
  }

  @Test
  void neverPrintsSecrets() {
    assertThat(Settings.from(NEEDED).toString()).doesNotContain("hush").doesNotContain(KEY);
  }

  /** One of those that the JVM trusts. */
  private static X509Certificate anyCertificate() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return Stream.of(factory.getTrustManagers())
        .map(X509TrustManager.class::cast)
        .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()))
        .findFirst()
        .orElseThrow();
  }
}
