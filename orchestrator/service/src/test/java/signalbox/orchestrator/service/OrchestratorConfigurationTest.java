package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.RetryBudget;
import signalbox.orchestrator.service.s3.UploadEncryption;

class OrchestratorConfigurationTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "SIGNALBOX_KAFKA_BOOTSTRAP", "127.0.0.1:9092",
          "SIGNALBOX_S3_ENDPOINT", "http://127.0.0.1:9000",
          "SIGNALBOX_S3_ACCESS_KEY", "access",
          "SIGNALBOX_S3_SECRET_KEY", "very-secret",
          "SIGNALBOX_ML_SERVICES", "127.0.0.1:50051, 127.0.0.1:50052");

  @Test
  void hasTheDocumentedDefaults() {
    OrchestratorConfiguration configuration = OrchestratorConfiguration.from(LEAST);
    assertThat(configuration.s3Endpoint()).isEqualTo(URI.create("http://127.0.0.1:9000"));
    assertThat(configuration.s3Region()).isEqualTo("us-east-1");
    assertThat(configuration.s3Bucket()).isEqualTo("signalbox");
    assertThat(configuration.s3VirtualHosts()).isFalse();
    assertThat(configuration.s3Encryption()).isEqualTo(UploadEncryption.NONE);
    assertThat(configuration.mlServices()).containsExactly("127.0.0.1:50051", "127.0.0.1:50052");
    assertThat(configuration.host()).isEqualTo("127.0.0.1");
    assertThat(configuration.managementPort()).isZero();
    assertThat(configuration.logLevel()).isEqualTo("info");
    assertThat(configuration.otlpEndpoint()).isEmpty();
    assertThat(configuration.exitWithParent()).isFalse();
    assertThat(configuration.topicPrefix()).isEqualTo("signalbox");
    assertThat(configuration.retries()).isEqualTo(new RetryBudget.Policy(0.2, 30, 60));
  }

  @Test
  void signsForTheAddressAndTheStyleOfTheStore() {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put("SIGNALBOX_S3_PUBLIC_ENDPOINT", "https://s3.example.org");
    environment.put("SIGNALBOX_S3_STYLE", "virtual");
    environment.put("SIGNALBOX_S3_ENCRYPTION", "aws:kms");
    environment.put("SIGNALBOX_S3_KMS_KEY_ID", "alias/signalbox");
    OrchestratorConfiguration configuration = OrchestratorConfiguration.from(environment);
    assertThat(configuration.s3Endpoint()).isEqualTo(URI.create("https://s3.example.org"));
    assertThat(configuration.s3VirtualHosts()).isTrue();
    assertThat(configuration.s3Encryption())
        .isEqualTo(new UploadEncryption("aws:kms", "alias/signalbox"));
    environment.remove("SIGNALBOX_S3_PUBLIC_ENDPOINT");
    environment.put("SIGNALBOX_S3_BUCKET", "team.signalbox");
    assertThatThrownBy(() -> OrchestratorConfiguration.from(environment))
        .hasMessageContaining("virtual, but SIGNALBOX_S3_ENDPOINT has no host name")
        .hasMessageContaining("virtual, but SIGNALBOX_S3_BUCKET cannot begin a host name");
  }

  @Test
  void tellsEveryProblemAtOnce() {
    assertThatThrownBy(() ->
            OrchestratorConfiguration.from(
                Map.of(
                    "SIGNALBOX_S3_ENDPOINT", "not a url",
                    "SIGNALBOX_S3_STYLE", "dns",
                    "SIGNALBOX_S3_ENCRYPTION", "rot13",
                    "SIGNALBOX_S3_KMS_KEY_ID", "alias/signalbox",
                    "SIGNALBOX_ML_SERVICES", "127.0.0.1",
                    "SIGNALBOX_MANAGEMENT_PORT", "many",
                    "SIGNALBOX_RETRY_PERCENT", "101",
                    "SIGNALBOX_RETRIES_PER_MINUTE", "few",
                    "SIGNALBOX_LOG_LEVEL", "loud")))
        .isInstanceOf(OrchestratorConfiguration.Problems.class)
        .hasMessageContaining("SIGNALBOX_KAFKA_BOOTSTRAP is missing")
        .hasMessageContaining("SIGNALBOX_S3_ENDPOINT must be an http or https URL")
        .hasMessageContaining("SIGNALBOX_S3_STYLE must be one of path, virtual, is dns")
        .hasMessageContaining(
            "SIGNALBOX_S3_ENCRYPTION must be one of none, AES256, aws:kms, is rot")
        .hasMessageContaining("SIGNALBOX_S3_KMS_KEY_ID needs SIGNALBOX_S3_ENCRYPTION=aws:kms")
        .hasMessageContaining("SIGNALBOX_S3_ACCESS_KEY is missing")
        .hasMessageContaining("SIGNALBOX_S3_SECRET_KEY is missing")
        .hasMessageContaining("SIGNALBOX_ML_SERVICES must be a comma list of host:port")
        .hasMessageContaining("SIGNALBOX_MANAGEMENT_PORT must be a port")
        .hasMessageContaining("SIGNALBOX_RETRY_PERCENT must be a number from 0 to 100, is 101")
        .hasMessageContaining("SIGNALBOX_RETRIES_PER_MINUTE must be a number from 1")
        .hasMessageContaining("SIGNALBOX_LOG_LEVEL must be one of");
  }

  @Test
  void neverShowsASecret() {
    assertThat(OrchestratorConfiguration.from(LEAST).toString()).doesNotContain("secret");
  }
}
