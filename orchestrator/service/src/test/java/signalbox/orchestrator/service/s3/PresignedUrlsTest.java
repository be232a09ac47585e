package signalbox.orchestrator.service.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
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
}
