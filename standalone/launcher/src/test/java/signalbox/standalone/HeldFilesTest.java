package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFilesTest {
  @TempDir Path directory;

  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(directory.resolve("s3/objects"));
  }

  @Test
  void holdsWhatIsDeletedLaterAndWhatIsMadeLater() throws IOException {
    write("bucket/a", "one");
    write("bucket/deep/b", "two");
    try (var held = new HeldFiles(folder)) {
      held.hold();
      Files.delete(folder.resolve("bucket/deep/b"));
      Files.delete(folder.resolve("bucket/deep"));
      write("bucket/c", "three");
      held.hold();

      assertThat(contents(held))
          .isEqualTo(Map.of("bucket/a", "one", "bucket/deep/b", "two", "bucket/c", "three"));
      assertThat(held.bytes()).isEqualTo(11);
    }
  }

  @Test
  void takesTheNewFileOfANameThatWasWrittenAnew() throws IOException {
    write("a", "before");
    try (var held = new HeldFiles(folder)) {
      held.hold();
      write("a.new", "after");
      Files.move(folder.resolve("a.new"), folder.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
      held.hold();

      assertThat(contents(held)).isEqualTo(Map.of("a", "after"));
    }
  }

  @Test
  void leavesNothingBehindAndClearsUpAfterOneThatWasCutOff() throws IOException {
    write("a", "one");
    var cutOff = new HeldFiles(folder);
    cutOff.hold();
    Files.delete(folder.resolve("a"));
    write("b", "two");

    try (var held = new HeldFiles(folder)) {
      held.hold();
      assertThat(contents(held)).isEqualTo(Map.of("b", "two"));
    }
    try (var left = Files.list(folder.getParent())) {
      assertThat(left).containsExactly(folder);
    }
  }

  @Test
  void holdsNothingWhereThereIsNoFolder() throws IOException {
    try (var held = new HeldFiles(directory.resolve("spool/uploads"))) {
      held.hold();

      assertThat(contents(held)).isEmpty();
    }
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Map<String, String> contents(HeldFiles held) throws IOException {
    var contents = new TreeMap<String, String>();
    held.visit((path, file, _) -> contents.put(path, Files.readString(file)));
    return contents;
  }
}
