package signalbox.infrastructure.s3.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.storage.ObjectListing;
import signalbox.application.storage.ObjectListingContract;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.embedded.EmbeddedS3;
import signalbox.embedded.S3TestServer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3ObjectListingIT extends ObjectListingContract {
  private final String bucket = EmbeddedS3.shared().createBucket();
  private final S3ObjectStore store = store(EmbeddedS3.shared().endpoint());

  /** What a backend that is killed midway leaves behind can only be made by hand. */
  private final S3Client client =
      S3TestServer.client(
          EmbeddedS3.shared().endpoint(),
          EmbeddedS3.shared().accessKey(),
          EmbeddedS3.shared().secretKey());

  @Override
  protected Store open() {
    return new Store(store, store.listing());
  }

  @Override
  protected String begin(String key, byte[] part) {
    String id = client.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
    client.uploadPart(
        request -> request.bucket(bucket).key(key).uploadId(id).partNumber(1),
        RequestBody.fromBytes(part));
    return id;
  }

  @AfterEach
  void close() {
    client.close();
    store.close();
  }

  @Test
  void saysThatAStoreIsAway() {
    try (S3ObjectStore away = store(URI.create("http://127.0.0.1:1"))) {
      ObjectListing listing = away.listing();
      assertUnavailable(() -> listing.after(null, 10));
      assertUnavailable(() -> listing.find("k"));
      assertUnavailable(() -> listing.unfinished(10));
    }
  }

  private static void assertUnavailable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
  }

  private S3ObjectStore store(URI endpoint) {
    return new S3ObjectStore(
        endpoint,
        "us-east-1",
        bucket,
        EmbeddedS3.shared().accessKey(),
        EmbeddedS3.shared().secretKey());
  }
}
