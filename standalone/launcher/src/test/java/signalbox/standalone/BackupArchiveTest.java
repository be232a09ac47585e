package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A backup is written and read, in both of its forms. What PostgreSQL makes of it is not tested
 * here.
 */
class BackupArchiveTest {
  private static final Map<String, Integer> KNOWN = Map.of("metadata", 11, "telemetry", 4);
  private static final String LONG =
      "s3/objects/signalbox/" + "a-long-key/".repeat(20) + "with-an-end";
  private static final String MODEL = "s3/objects/signalbox/runs/1/model.txt";
  private static final String CONTENT = "the content of a model that somebody wants back";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"backup", "backup.tar"})
  void comesBackWithEveryFileFolderAndAttribute(String name) throws IOException {
    var attributes =
        Map.of(
            "user.content-type",
            Base64.getEncoder().encodeToString("text/plain".getBytes(StandardCharsets.UTF_8)));
    var to = write(name, attributes);
    var root = Files.createDirectory(directory.resolve("restored"));
    var moved = new AtomicLong();

    Manifest manifest;
    try (var source = BackupSource.at(to)) {
      var reader = new BackupReader(source);
      manifest = reader.manifest(KNOWN);
      reader.unpack(root, _ -> {}, moved::addAndGet);
    }

    assertThat(manifest.part(BackupPart.DATABASE).files()).isEqualTo(3);
    assertThat(manifest.part(BackupPart.UPLOADS).files()).isZero();
    assertThat(moved).hasValue(manifest.bytes());
    assertThat(root.resolve("postgres/data/PG_VERSION")).hasContent("18");
    assertThat(root.resolve("postgres/data/base/1/empty")).isEmptyFile();
    assertThat(root.resolve("postgres/data/pg_notify")).isEmptyDirectory();
    assertThat(root.resolve(MODEL)).hasContent(CONTENT);
    assertThat(root.resolve(LONG)).hasContent("long");
    assertThat(root.resolve("secrets")).hasContent("jwtKey=x");
    assertThat(Files.getPosixFilePermissions(root.resolve("secrets")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    if (UserAttributes.areSupported(root)) {
      assertThat(UserAttributes.of(root.resolve(MODEL))).isEqualTo(attributes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "backup.tar"})
  void isForItsOwnerAloneAndLeavesNothingElse(String name) throws IOException {
    var to = write(name, Map.of());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to))).endsWith("------");
    try (var files = Files.list(to.getParent())) {
      assertThat(files).containsExactly(to);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "backup.tar"})
  void namesTheFileThatIsNotAsItWasWritten(String name) throws IOException {
    var to = write(name, Map.of());
    change(Files.isDirectory(to) ? to.resolve(MODEL) : to, CONTENT, CONTENT.replace('m', 'n'));

    assertThatThrownBy(() -> read(to))
        .isInstanceOf(DamagedBackup.class)
        .hasMessage("The backup is damaged: " + MODEL + " is not as it was written");
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "backup.tar"})
  void noticesAListThatIsNotAsItWasWritten(String name) throws IOException {
    var to = write(name, Map.of());
    var file = Files.isDirectory(to) ? to.resolve("objects.jsonl") : to;
    change(file, "\"bytes\":" + CONTENT.length(), "\"bytes\":" + (CONTENT.length() + 1));

    assertThatThrownBy(() -> read(to))
        .isInstanceOf(DamagedBackup.class)
        .hasMessageContaining("objects.jsonl does not have the hash");
  }

  @Test
  void noticesAFileThatIsMissing() throws IOException {
    var to = write("backup", Map.of());
    Files.delete(to.resolve(MODEL));

    assertThatThrownBy(() -> read(to))
        .isInstanceOf(DamagedBackup.class)
        .hasMessageContaining(MODEL + " is missing");
  }

  @Test
  void noticesATarThatIsCutOff() throws IOException {
    var to = write("backup.tar", Map.of());
    var bytes = Files.readAllBytes(to);
    for (int length : new int[] {0, 100, 5_000, bytes.length - 2_500}) {
      Files.write(to, Arrays.copyOf(bytes, length));

      assertThatThrownBy(() -> read(to))
          .as("cut off at " + length)
          .isInstanceOf(DamagedBackup.class);
    }
  }

  @Test
  void takesNoFileThatLiesOutsideOfItsPart() throws IOException {
    var to = directory.resolve("backup");
    try (var target = BackupTarget.at(to)) {
      var writer = new BackupWriter(target, lists(), _ -> {});
      for (var part : BackupPart.values()) {
        try (var open = writer.begin(part)) {
          if (part == BackupPart.OBJECTS) {
            add(open, "bucket/one", "one");
            add(open, "../../elsewhere", "gone astray");
          }
        }
      }
      writer.finish(manifest(writer));
    }

    assertThatThrownBy(() -> read(to))
        .isInstanceOf(DamagedBackup.class)
        .hasMessageContaining("s3/objects/../../elsewhere");
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "backup.tar"})
  void leavesNothingWhenItIsGivenUp(String name) throws IOException {
    var to = directory.resolve("target").resolve(name);
    Files.createDirectory(to.getParent());
    var lists = lists();

    assertThatThrownBy(
            () -> {
              try (var target = BackupTarget.at(to)) {
                var writer =
                    new BackupWriter(
                        target,
                        lists,
                        _ -> {
                          throw new CancellationException("stopped");
                        });
                fill(writer, Map.of());
              }
            })
        .isInstanceOf(CancellationException.class);
    assertThat(to.getParent()).isEmptyDirectory();
  }

  @Test
  void replacesNothing() throws IOException {
    var folder = Files.createDirectory(directory.resolve("full"));
    Files.writeString(folder.resolve("x"), "x");
    var tar = Files.writeString(directory.resolve("x.tar"), "x");
    Files.createDirectory(directory.resolve("cut.partial"));

    for (var to : List.of(folder, tar)) {
      assertThatThrownBy(() -> BackupTarget.at(to))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("is there already");
    }
    assertThatThrownBy(() -> BackupTarget.at(directory.resolve("cut")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("was cut off");
    assertThatThrownBy(() -> BackupTarget.at(directory.resolve("none/backup")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("There is no folder");
    assertThat(tar).hasContent("x");
  }

  @Test
  void goesIntoAFolderThatIsThereButEmpty() throws IOException {
    Files.createDirectories(directory.resolve("target/backup"));

    assertThat(write("backup", Map.of()).resolve("manifest.json")).exists();
  }

  /** In a folder of its own. */
  private Path write(String name, Map<String, String> attributes) throws IOException {
    var to = Files.createDirectories(directory.resolve("target")).resolve(name);
    try (var target = BackupTarget.at(to)) {
      var writer = new BackupWriter(target, lists(), _ -> {});
      fill(writer, attributes);
      writer.finish(manifest(writer));
    }
    return to;
  }

  private static void fill(BackupWriter writer, Map<String, String> attributes) throws IOException {
    try (var part = writer.begin(BackupPart.DATABASE)) {
      part.folder("pg_notify");
      add(part, "PG_VERSION", "18");
      add(part, "base/1/empty", "");
    }
    try (var part = writer.begin(BackupPart.OBJECTS)) {
      add(part, LONG.substring(BackupPart.OBJECTS.place().length()), "long");
      var bytes = CONTENT.getBytes(StandardCharsets.UTF_8);
      part.file(
          MODEL.substring(BackupPart.OBJECTS.place().length()),
          bytes.length,
          attributes,
          new ByteArrayInputStream(bytes));
    }
    writer.begin(BackupPart.UPLOADS).close();
    try (var part = writer.begin(BackupPart.SECRETS)) {
      add(part, "secrets", "jwtKey=x");
    }
  }

  private static void add(BackupWriter.OpenPart part, String path, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    part.file(path, bytes.length, Map.of(), new ByteArrayInputStream(bytes));
  }

  private static Manifest manifest(BackupWriter writer) {
    return new Manifest(
        Manifest.FORMAT, "2026-03-01T10:00:00Z", "18.6", KNOWN, Map.of(), writer.sums());
  }

  private void read(Path from) throws IOException {
    var root = Files.createTempDirectory(directory, "restored");
    try (var source = BackupSource.at(from)) {
      var reader = new BackupReader(source);
      reader.manifest(KNOWN);
      reader.unpack(root, _ -> {}, _ -> {});
    }
  }

  private Path lists() throws IOException {
    return Files.createTempDirectory(directory, "lists");
  }

  /** Changes the one place where {@code text} is; both texts are of the same length. */
  private static void change(Path file, String text, String replacement) throws IOException {
    var content = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(content.split(Pattern.quote(text), -1)).hasSize(2);
    Files.writeString(file, content.replace(text, replacement), StandardCharsets.ISO_8859_1);
  }
}
