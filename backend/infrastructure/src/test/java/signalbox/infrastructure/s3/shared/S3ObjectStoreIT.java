package signalbox.infrastructure.s3.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.artifact.ObjectStoreContract;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.embedded.EmbeddedS3;

class S3ObjectStoreIT extends ObjectStoreContract {
  private static final int PART_BYTES = 5 * 1024 * 1024;
  private static final String BUCKET = EmbeddedS3.shared().createBucket();

  @Override
  protected ObjectStore open() {
    return store(EmbeddedS3.shared().endpoint(), BUCKET, EmbeddedS3.shared().secretKey());
  }

  @Override
  protected int severalParts() {
    return 2 * PART_BYTES + 12_345;
  }

  @Test
  void makesItsBucket() {
    ObjectStore store =
        store(
            EmbeddedS3.shared().endpoint(),
            "made-" + java.util.UUID.randomUUID(),
            EmbeddedS3.shared().secretKey());
    store.prepare();

    assertThat(store.size("nothing")).isEmpty();
  }

  @Test
  void saysThatAStoreIsAway() {
    assertUnavailable(store(URI.create("http://127.0.0.1:1"), BUCKET, "secret"));
    assertUnavailable(store(EmbeddedS3.shared().endpoint(), BUCKET, "wrong secret"));
  }

  private static void assertUnavailable(ObjectStore store) {
    assertThatThrownBy(store::prepare)
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
  }

  private static ObjectStore store(URI endpoint, String bucket, String secretKey) {
    return new S3ObjectStore(
        endpoint, "us-east-1", bucket, EmbeddedS3.shared().accessKey(), secretKey, PART_BYTES);
  }
}
