package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaVersionsTest {
  private static final List<String> FILES =
      List.of(
          "signalbox/database/metadata/V1__first_line.sql",
          "signalbox/database/metadata/V9__notification.sql",
          "signalbox/database/metadata/V11__study.sql",
          "signalbox/database/telemetry/V4__metric_series.sql",
          "signalbox/database/Migrate.class",
          "other/V99__no_migration_of_ours.sql");

  @TempDir Path directory;

  @Test
  void areThoseOfTheNewestMigrationsInAJar() throws IOException {
    var empty = jar("empty.jar", List.of("META-INF/x"));
    var jar = jar("database.jar", FILES);

    assertThat(SchemaVersions.of(empty + ":" + jar))
        .isEqualTo(Map.of("metadata", 11, "telemetry", 4));
  }

  @Test
  void areThoseOfTheNewestMigrationsInAFolder() throws IOException {
    for (var name : FILES) {
      var file = directory.resolve("classes").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }

    assertThat(SchemaVersions.of(directory.resolve("classes").toString()))
        .isEqualTo(Map.of("metadata", 11, "telemetry", 4));
  }

  @Test
  void areNeverSupposed() throws IOException {
    var half = jar("half.jar", FILES.subList(0, 3));

    assertThatThrownBy(() -> SchemaVersions.of(half.toString()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no migrations");
  }

  private Path jar(String name, List<String> entries) throws IOException {
    var file = directory.resolve(name);
    try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (var entry : entries) {
        jar.putNextEntry(new ZipEntry(entry));
        jar.closeEntry();
      }
    }
    return file;
  }
}
