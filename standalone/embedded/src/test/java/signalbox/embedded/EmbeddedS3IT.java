package signalbox.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class EmbeddedS3IT {
  private static final String KEY = "runs/1/modèle 1.zip";

  @TempDir Path directory;

  @Test
  void keepsItsObjectsOverARestartAndLeavesNoProcess() {
    var settings = EmbeddedS3.in(directory);
    try (var server = settings.start();
        var client = client(server, server.secretKey())) {
      var bucket = server.createBucket("kept");
      client.putObject(put -> put.bucket(bucket).key(KEY), RequestBody.fromString("content"));
    }
    await().until(() -> Processes.mentioning(directory.toString()).isEmpty());

    try (var server = settings.start();
        var client = client(server, server.secretKey())) {
      var object = client.getObjectAsBytes(get -> get.bucket("kept").key(KEY));
      assertThat(object.asUtf8String()).isEqualTo("content");
    }
    await().until(() -> Processes.mentioning(directory.toString()).isEmpty());
  }

  @Test
  void refusesAWrongSecret() {
    var server = EmbeddedS3.shared();
    var bucket = server.createBucket();
    try (var client = client(server, "wrong")) {
      assertThatThrownBy(() -> client.listObjectsV2(list -> list.bucket(bucket)))
          .isInstanceOf(S3Exception.class)
          .hasMessageContaining("signature");
    }
  }

  @Test
  void hidesItsConfigurationFromOtherUsers() throws Exception {
    try (var server = EmbeddedS3.in(directory).start()) {
      assertThat(server.process().isAlive()).isTrue();
      assertThat(Files.getPosixFilePermissions(directory.resolve("s3proxy.conf")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static S3Client client(EmbeddedS3 server, String secretKey) {
    return S3TestServer.client(server.endpoint(), server.accessKey(), secretKey);
  }
}
