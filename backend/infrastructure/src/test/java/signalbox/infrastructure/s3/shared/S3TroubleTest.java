package signalbox.infrastructure.s3.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3TroubleTest {
  @Test
  void namesTheSettingsToLookAt() {
    assertThat(S3Trouble.of(answered(403), "b"))
        .contains("«b»", "SIGNALBOX_S3_ACCESS_KEY", "SIGNALBOX_S3_SECRET_KEY");
    for (int elsewhere : new int[] {301, 307, 400}) {
      assertThat(S3Trouble.of(answered(elsewhere), "b"))
          .contains("«b» is elsewhere", "SIGNALBOX_S3_REGION");
    }
    assertThat(S3Trouble.of(answered(503), "b")).contains("answers", "said so");
    assertThat(S3Trouble.of(failed(new SSLHandshakeException("untrusted")), "b"))
        .contains("SIGNALBOX_S3_CA", "untrusted");
    assertThat(S3Trouble.of(failed(new UnknownHostException("b.s3.example.org")), "b"))
        .contains("no host b.s3.example.org", "SIGNALBOX_S3_STYLE");
    assertThat(S3Trouble.of(failed(new ConnectException("refused")), "b"))
        .contains("SIGNALBOX_S3_ENDPOINT", "refused");
  }

  @Test
  void tellsAServerThatIgnoresEncryptionFromOneThatDoesAnother() {
    assertThat(S3Trouble.otherwiseEncrypted("aws:kms", null)).endsWith("says nothing of it");
    assertThat(S3Trouble.otherwiseEncrypted("aws:kms", "AES256")).endsWith("says AES256");
  }

  private static SdkException answered(int status) {
    return S3Exception.builder().statusCode(status).message("said so").build();
  }

  private static SdkException failed(Exception cause) {
    return SdkClientException.create("the call failed", cause);
  }
}
