package signalbox.infrastructure.s3.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.artifact.ObjectStoreContract;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.embedded.EmbeddedS3;

/** On the server of the embedded default. */
class S3ObjectStoreIT extends ObjectStoreContract {
  private static final int PART_BYTES = 5 * 1024 * 1024;
  private static final String BUCKET = EmbeddedS3.shared().createBucket();

  @Override
  protected ObjectStore open() {
    return store(BUCKET, S3Options.DEFAULT);
  }

  @Override
  protected int severalParts() {
    return 2 * PART_BYTES + 12_345;
  }

  @Test
  void makesItsBucketWhenToldTo() {
    String bucket = "made-" + UUID.randomUUID();
    S3Options makes = new S3Options(false, List.of(), true, S3Encryption.NONE);
    assertUnusable(store(bucket, S3Options.DEFAULT), "«" + bucket + "»", "S3_CREATE_BUCKET");

    store(bucket, makes).prepare();

    assertThat(store(bucket, S3Options.DEFAULT).size("nothing")).isEmpty();
  }

  @Test
  void saysThatAStoreIsAway() {
    EmbeddedS3 server = EmbeddedS3.shared();
    assertUnusable(
        store(URI.create("http://127.0.0.1:1"), BUCKET, "secret", S3Options.DEFAULT),
        "does not answer",
        "SIGNALBOX_S3_ENDPOINT");
    assertUnusable(
        store(server.endpoint(), BUCKET, "wrong secret", S3Options.DEFAULT),
        "refuses",
        "SIGNALBOX_S3_SECRET_KEY");
  }

  @Test
  void noticesAServerThatCannotEncrypt() {
    S3Options encrypting = new S3Options(false, List.of(), false, new S3Encryption("AES256", null));

    assertUnusable(store(BUCKET, encrypting), "AES256", "SIGNALBOX_S3_ENCRYPTION");
  }

  @Test
  void describesHowItSpeaks() {
    S3ObjectStore store = store(BUCKET, S3Options.DEFAULT);
    store.prepare();

    assertThat(store.describe()).isEqualTo("S3 without TLS, path style, no encryption asked for.");
  }

  private static void assertUnusable(ObjectStore store, String... reasons) {
    assertThatThrownBy(store::prepare)
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
        .cause()
        .message()
        .contains(reasons);
  }

  private static S3ObjectStore store(String bucket, S3Options options) {
    EmbeddedS3 server = EmbeddedS3.shared();
    return store(server.endpoint(), bucket, server.secretKey(), options);
  }

  private static S3ObjectStore store(
      URI endpoint, String bucket, String secretKey, S3Options options) {
    return new S3ObjectStore(
        endpoint,
        "us-east-1",
        bucket,
        EmbeddedS3.shared().accessKey(),
        secretKey,
        options,
        PART_BYTES);
  }
}
