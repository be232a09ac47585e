package signalbox.infrastructure.s3.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import signalbox.embedded.S3TestServer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The object store on two servers that share no code, in both styles, without and with TLS. A
 * server that does not start fails the tests; none is left out.
 */
class S3ServersIT {
  private static final S3Encryption KMS = new S3Encryption("aws:kms", "alias/signalbox");

  @TempDir private Path folder;

  @Nested
  class S3ProxyByPath extends S3ServerContract {
    S3ProxyByPath() {
      super(S3TestServer.s3Proxy(), false, false);
    }
  }

  @Nested
  class S3ProxyByHost extends S3ServerContract {
    S3ProxyByHost() {
      super(S3TestServer.s3Proxy(), false, true);
    }
  }

  @Nested
  class S3ProxyByPathOverTls extends S3ServerContract {
    S3ProxyByPathOverTls() {
      super(S3TestServer.s3Proxy(), true, false);
    }
  }

  @Nested
  class S3ProxyByHostOverTls extends S3ServerContract {
    S3ProxyByHostOverTls() {
      super(S3TestServer.s3Proxy(), true, true);
    }
  }

  @Nested
  class SwiftByPath extends S3ServerContract {
    SwiftByPath() {
      super(S3TestServer.swift(), false, false);
    }
  }

  @Nested
  class SwiftByHost extends S3ServerContract {
    SwiftByHost() {
      super(S3TestServer.swift(), false, true);
    }
  }

  @Nested
  class SwiftByPathOverTls extends S3ServerContract {
    SwiftByPathOverTls() {
      super(S3TestServer.swift(), true, false);
    }
  }

  @Nested
  class SwiftByHostOverTls extends S3ServerContract {
    SwiftByHostOverTls() {
      super(S3TestServer.swift(), true, true);
    }
  }

  static Stream<S3TestServer> servers() {
    return Stream.of(S3TestServer.s3Proxy(), S3TestServer.swift());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void trustsNoAuthorityThatNobodyNamed(S3TestServer server) {
    S3ObjectStore store = store(server, true, server.createBucket(), S3Encryption.NONE);

    assertThatThrownBy(store::prepare).cause().hasMessageContaining("SIGNALBOX_S3_CA");
  }

  @Test
  void encryptsWithTheNamedKeyAlsoWhatGoesUpInParts() throws IOException {
    S3TestServer server = S3TestServer.s3Proxy();
    String bucket = server.createBucket();
    S3ObjectStore store = store(server, false, bucket, KMS);
    store.prepare();
    Path large = Files.write(folder.resolve("large"), new byte[S3ServerContract.PART_BYTES + 1]);
    store.put("large", large, "application/octet-stream");

    try (S3Client client = server.client()) {
      HeadObjectResponse stored = client.headObject(head -> head.bucket(bucket).key("large"));
      assertThat(stored.eTag()).contains("-2");
      assertThat(stored.serverSideEncryptionAsString()).isEqualTo("aws:kms");
      assertThat(stored.ssekmsKeyId()).isEqualTo("alias/signalbox");
    }
  }

  @Test
  void noticesAServerThatHasNoSuchEncryption() {
    S3TestServer server = S3TestServer.swift();
    S3ObjectStore store = store(server, false, server.createBucket(), KMS);

    assertThatThrownBy(store::prepare)
        .cause()
        .hasMessageContaining("aws:kms")
        .hasMessageContaining("SIGNALBOX_S3_ENCRYPTION");
  }

  private static S3ObjectStore store(
      S3TestServer server, boolean tls, String bucket, S3Encryption encryption) {
    return S3ServerContract.store(
        server,
        tls,
        bucket,
        server.secretKey(),
        new S3Options(false, List.of(), false, encryption));
  }
}
