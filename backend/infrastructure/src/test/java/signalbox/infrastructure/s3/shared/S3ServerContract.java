package signalbox.infrastructure.s3.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.artifact.ObjectStoreContract;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.embedded.S3TestServer;
import signalbox.embedded.TestCertificate;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;

/** What holds on every S3 server, whichever way it is spoken to. */
abstract class S3ServerContract extends ObjectStoreContract {
  static final int PART_BYTES = 5 * 1024 * 1024;
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final S3TestServer server;
  private final boolean tls;
  private final boolean virtualHosts;

  S3ServerContract(S3TestServer server, boolean tls, boolean virtualHosts) {
    this.server = server;
    this.tls = tls;
    this.virtualHosts = virtualHosts;
  }

  @Override
  protected ObjectStore open() {
    return store(server.createBucket(), false, S3Encryption.NONE);
  }

  @Override
  protected int severalParts() {
    return 2 * PART_BYTES + 12_345;
  }

  @Test
  void makesItsBucketWhenToldTo() {
    String bucket = "made-" + UUID.randomUUID();
    assertThatThrownBy(() -> store(bucket, false, S3Encryption.NONE).prepare())
        .cause()
        .hasMessageContaining("there is no bucket «" + bucket + "»");

    store(bucket, true, S3Encryption.NONE).prepare();

    assertThat(store(bucket, false, S3Encryption.NONE).size("nothing")).isEmpty();
  }

  @Test
  void isRefusedWithAWrongSecret() {
    String bucket = server.createBucket();

    assertThatThrownBy(
            () -> store(server, tls, bucket, "wrong", options(S3Encryption.NONE)).prepare())
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
        .cause()
        .hasMessageContaining("SIGNALBOX_S3_SECRET_KEY");
  }

  @Test
  void whatIsStoredIsEncryptedAsAsked() throws IOException {
    String bucket = server.createBucket();
    S3ObjectStore store = store(bucket, false, new S3Encryption("AES256", null));
    store.prepare();
    assertThat(store.listing().after(null, 9).objects()).as("the trial is over").isEmpty();
    store.put("k", Files.writeString(folder.resolve("content"), "content"), "text/plain");

    try (S3Client client = server.client()) {
      assertThat(
              client
                  .getObject(get -> get.bucket(bucket).key("k"), ResponseTransformer.toBytes())
                  .response()
                  .serverSideEncryptionAsString())
          .isEqualTo("AES256");
    }
    assertThat(store.size("k")).contains(7L);
    assertThat(store.describe())
        .endsWith(
            (tls ? "over TLS, " : "without TLS, ")
                + (virtualHosts ? "virtual-host style, " : "path style, ")
                + "encryption AES256.");
  }

  @Test
  void backendsThatStartAtOnceDoNotDisturbEachOther() {
    String bucket = server.createBucket();
    List<CompletableFuture<Void>> starts =
        IntStream.range(0, 4)
            .mapToObj(_ -> store(bucket, false, new S3Encryption("AES256", null)))
            .map(store -> CompletableFuture.runAsync(store::prepare))
            .toList();

    starts.forEach(start -> assertThat(start).succeedsWithin(LONG));
    S3ObjectStore store = store(bucket, false, S3Encryption.NONE);
    assertThat(store.listing().after(null, 9).objects()).isEmpty();
  }

  static S3ObjectStore store(
      S3TestServer server, boolean tls, String bucket, String secretKey, S3Options options) {
    return new S3ObjectStore(
        server.endpoint(tls),
        "us-east-1",
        bucket,
        server.accessKey(),
        secretKey,
        options,
        PART_BYTES);
  }

  private S3ObjectStore store(String bucket, boolean createsBucket, S3Encryption encryption) {
    S3Options options = options(encryption);
    return store(
        server,
        tls,
        bucket,
        server.secretKey(),
        new S3Options(options.virtualHosts(), options.trusted(), createsBucket, encryption));
  }

  private S3Options options(S3Encryption encryption) {
    return new S3Options(
        virtualHosts,
        tls ? List.of(TestCertificate.shared().authority()) : List.of(),
        false,
        encryption);
  }
}
