package signalbox.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A server that takes every signature would prove nothing. */
class S3TestServerIT {
  static Stream<S3TestServer> servers() {
    return Stream.of(S3TestServer.s3Proxy(), S3TestServer.swift());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void checksSignatures(S3TestServer server) {
    String bucket = server.createBucket();
    try (S3Client client = server.client();
        S3Client stranger = server.client("wrong")) {
      client.putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("content"));

      assertThat(client.getObjectAsBytes(get -> get.bucket(bucket).key("k")).asUtf8String())
          .isEqualTo("content");
      assertThatThrownBy(() -> stranger.getObjectAsBytes(get -> get.bucket(bucket).key("k")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }
}
