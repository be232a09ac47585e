package signalbox.orchestrator.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PresignedUrlsTest {
  @Test
  void takesOnlyPlainFileNames() {
    assertThat(PresignedUrls.artifactKey("r", 2, "confusion-matrix.json"))
        .isEqualTo("runs/r/2/confusion-matrix.json");
    for (String name :
        new String[] {"", "..", "../x", "a/b", "a\\b", ".hidden", "a..b", "a\nb", "a b"}) {
      assertThatThrownBy(() -> PresignedUrls.artifactKey("r", 1, name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void signsWithoutANetwork() {
    try (PresignedUrls urls =
        new PresignedUrls(
            URI.create("http://127.0.0.1:1"), "us-east-1", "bucket", "access", "secret")) {
      assertThat(urls.get("datasets/d/s"))
          .startsWith("http://127.0.0.1:1/bucket/datasets/d/s?")
          .contains("X-Amz-Signature=");
      PresignedUrls.Upload upload = urls.put("runs/r/1/model.zip", "application/zip");
      assertThat(upload.url()).startsWith("http://127.0.0.1:1/bucket/runs/r/1/model.zip?");
      assertThat(upload.headers()).containsOnlyKeys("content-type");
    }
  }

  @Test
  void aUrlThatReadsIsGivenAgain() {
    try (PresignedUrls urls = signing(false, UploadEncryption.NONE)) {
      assertThat(urls.get("datasets/d/s"))
          .isSameAs(urls.get("datasets/d/s"))
          .isNotEqualTo(urls.get("datasets/d/t"));
    }
  }

  @Test
  void putsTheBucketInFrontOfTheHost() {
    try (PresignedUrls urls = signing(true, UploadEncryption.NONE)) {
      assertThat(urls.get("datasets/d/s"))
          .startsWith("https://bucket.s3.example.org:9000/datasets/d/s?");
      assertThat(urls.put("runs/r/1/model.zip", "application/zip").url())
          .startsWith("https://bucket.s3.example.org:9000/runs/r/1/model.zip?");
    }
  }

  @Test
  void whatIsAskedOfTheStoreIsAmongTheHeadersOfAnUpload() {
    try (PresignedUrls urls = signing(false, new UploadEncryption("AES256", ""))) {
      assertThat(urls.put("runs/r/1/model.zip", "application/zip").headers())
          .isEqualTo(
              Map.of("content-type", "application/zip", "x-amz-server-side-encryption", "AES256"));
    }
    try (PresignedUrls urls = signing(false, new UploadEncryption("aws:kms", "alias/signalbox"))) {
      PresignedUrls.Upload upload = urls.put("runs/r/1/model.zip", "");
      assertThat(upload.headers())
          .isEqualTo(
              Map.of(
                  "x-amz-server-side-encryption", "aws:kms",
                  "x-amz-server-side-encryption-aws-kms-key-id", "alias/signalbox"));
      assertThat(upload.url()).contains("x-amz-server-side-encryption-aws-kms-key-id");
      assertThat(urls.get("datasets/d/s")).doesNotContain("encryption");
    }
  }

  private static PresignedUrls signing(boolean virtualHosts, UploadEncryption encryption) {
    return new PresignedUrls(
        URI.create("https://s3.example.org:9000"),
        "us-east-1",
        "bucket",
        "access",
        "secret",
        virtualHosts,
        encryption);
  }
}
