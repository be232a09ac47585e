package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path directory;

  @Test
  void isHeldByOneInstanceOnly() {
    var folder = folder();
    assertThat(folder.isHeld()).isFalse();
    try (var _ = folder.lock()) {
      folder.writeInstance(Map.of("pid", "4711"));
      assertThat(folder.isHeld()).isTrue();
      assertThatThrownBy(() -> folder().lock())
          .isInstanceOf(Refusal.class)
          .hasMessageContainingAll("already runs on", "(pid 4711)", "./signalbox down --data");
    }
    assertThat(folder.isHeld()).isFalse();
    assertThat(folder.instance()).isEmpty();
  }

  @Test
  void takesOverAFolderWhoseInstanceWasKilled() {
    try (var _ = folder().lock()) {
      folder().writeInstance(Map.of("pid", "4711", "state", "ready"));
    }
    folder().writeInstance(Map.of("pid", "4711", "state", "ready"));

    assertThat(folder().isHeld()).isFalse();
    folder().lock().close();
  }

  @Test
  void makesSecretsOnceAndHidesThem() throws Exception {
    try (var _ = folder().lock()) {
      var first = folder().secrets();
      var second = folder().secrets();

      for (var name : new String[] {"postgres", "metadata", "telemetry", "s3AccessKey"}) {
        assertThat(first.get(name)).hasSize(32).isEqualTo(second.get(name));
      }
      assertThat(Base64.getDecoder().decode(first.get("jwtKey"))).hasSizeGreaterThanOrEqualTo(32);
      assertThat(Files.getPosixFilePermissions(directory.resolve("data/secrets")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void showsTheAdministratorsPasswordOnce() throws Exception {
    try (var _ = folder().lock()) {
      var first = folder().adminPassword();
      var second = folder().adminPassword();

      assertThat(first.fresh()).isTrue();
      assertThat(second.fresh()).isFalse();
      assertThat(second.password()).isEqualTo(first.password()).hasSize(20);
      assertThat(first.toString()).doesNotContain(first.password());
      assertThat(Files.getPosixFilePermissions(directory.resolve("data/admin-password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void remembersPorts() {
    try (var _ = folder().lock()) {
      folder().writePorts(Map.of("kafka", 20_001));

      assertThat(folder().ports()).isEqualTo(Map.of("kafka", 20_001));
    }
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws Exception {
    var file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> new DataFolder(file.resolve("data")).lock())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("Signalbox cannot use the folder");
  }

  private DataFolder folder() {
    return new DataFolder(directory.resolve("data"));
  }
}
