package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a restore refuses, and that the folder is empty after it. The rest is shown by tests/backup.
 */
class RestoreTest {
  private static final Map<String, Integer> KNOWN = Map.of("metadata", 11, "telemetry", 4);

  @TempDir Path directory;

  @Test
  void leavesTheFolderEmptyWhenAFileIsDamaged() throws Exception {
    var from = backup(KNOWN);
    Files.writeString(from.resolve("s3/objects/b/two"), "owt");

    assertThatThrownBy(() -> restore(from))
        .isInstanceOf(DamagedBackup.class)
        .hasMessageContaining("s3/objects/b/two");
    assertThat(directory.resolve("data")).isEmptyDirectory();
    assertThat(new DataFolder(directory.resolve("data")).isHeld()).isFalse();
  }

  @Test
  void makesNoFolderForANewerSchema() throws Exception {
    var from = backup(Map.of("metadata", 12, "telemetry", 4));

    assertThatThrownBy(() -> restore(from))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("version 12 of the schema metadata");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void touchesNoFolderThatIsNotEmpty() throws Exception {
    var from = backup(KNOWN);
    Files.createDirectory(directory.resolve("data"));
    Files.writeString(directory.resolve("data/mine"), "mine");

    assertThatThrownBy(() -> restore(from))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is not empty");
    assertThat(directory.resolve("data/mine")).hasContent("mine");
  }

  @Test
  void takesNoFolderForABackupThatIsNone() throws Exception {
    var none = Files.createDirectory(directory.resolve("none"));

    assertThatThrownBy(() -> restore(none))
        .isInstanceOf(DamagedBackup.class)
        .hasMessageContaining("manifest.json is missing");
    assertThatThrownBy(() -> restore(directory.resolve("nowhere")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("There is no backup");
  }

  @Test
  void nothingStartsOnAFolderThatIsHalfRestored() throws Exception {
    var folder = new DataFolder(directory.resolve("data"));
    try (var _ = folder.lock()) {
      folder.beginRestore();
    }

    assertThatThrownBy(folder::lock)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("was cut off");
    folder.endRestore();
    folder.lock().close();
  }

  private void restore(Path from) throws Exception {
    try (var cancellation = new Cancellation();
        var progress =
            new CopyProgress(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                System::nanoTime,
                false)) {
      new Restore(new DataFolder(directory.resolve("data")), KNOWN, progress, cancellation)
          .read(from);
    }
  }

  private Path backup(Map<String, Integer> schemas) throws IOException {
    var to = directory.resolve("backup");
    try (var target = BackupTarget.at(to)) {
      var lists = Files.createDirectory(directory.resolve("lists"));
      var writer = new BackupWriter(target, lists, _ -> {});
      for (var part : BackupPart.values()) {
        try (var open = writer.begin(part)) {
          if (part == BackupPart.OBJECTS) {
            add(open, "b/one", "one");
            add(open, "b/two", "two");
          }
        }
      }
      writer.finish(
          new Manifest(
              Manifest.FORMAT, "2026-03-01T10:00:00Z", "18.6", schemas, Map.of(), writer.sums()));
    }
    return to;
  }

  private static void add(BackupWriter.OpenPart part, String path, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    part.file(path, bytes.length, Map.of(), new ByteArrayInputStream(bytes));
  }
}
