package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  @TempDir Path directory;

  @Test
  void theTailBeginsWithTheLastLinesAndGoesOn() throws Exception {
    var log = Files.writeString(directory.resolve("a.log"), "1\n2\n3\n4\n");
    var tail = LogTail.lastLines(log, 2);
    var seen = new ArrayList<String>();

    tail.more(seen::add);
    Files.writeString(log, "5\nhalf", StandardOpenOption.APPEND);
    tail.more(seen::add);
    Files.writeString(log, " done\n", StandardOpenOption.APPEND);
    tail.more(seen::add);

    assertThat(seen).containsExactly("3", "4", "5", "half done");
    assertThat(tail.lastLine()).isEqualTo("half done");
  }

  @Test
  void theTailSurvivesThatTheFileIsEmptied() throws Exception {
    var log = Files.writeString(directory.resolve("a.log"), "old\n".repeat(100));
    var tail = LogTail.lastLines(log, 0);
    Files.writeString(log, "new\n");
    var seen = new ArrayList<String>();

    tail.more(seen::add);

    assertThat(seen).containsExactly("new");
  }

  @Test
  void theTailOfAShortFileIsTheWholeFile() throws Exception {
    var log = Files.writeString(directory.resolve("a.log"), "only\n");
    var seen = new ArrayList<String>();

    LogTail.lastLines(log, 200).more(seen::add);
    LogTail.lastLines(directory.resolve("absent.log"), 200).more(seen::add);

    assertThat(seen).isEqualTo(List.of("only"));
  }

  @Test
  void theKeeperMovesWhatIsTooLong() throws Exception {
    var big = Files.writeString(directory.resolve("big.log"), "x".repeat(101));
    var small = Files.writeString(directory.resolve("small.log"), "x".repeat(100));

    new LogKeeper(directory, 100).keep();

    assertThat(big).isEmptyFile();
    assertThat(directory.resolve("big.log.1")).hasSize(101);
    assertThat(small).hasSize(100);
  }
}
