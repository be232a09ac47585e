package signalbox.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static signalbox.domain.run.RunStatus.CANCELLED;
import static signalbox.domain.run.RunStatus.CANCELLING;
import static signalbox.domain.run.RunStatus.CREATED;
import static signalbox.domain.run.RunStatus.FAILED;
import static signalbox.domain.run.RunStatus.LOST_CONTACT;
import static signalbox.domain.run.RunStatus.QUEUED;
import static signalbox.domain.run.RunStatus.RETRYING;
import static signalbox.domain.run.RunStatus.RUNNING;
import static signalbox.domain.run.RunStatus.STARTING;
import static signalbox.domain.run.RunStatus.SUCCEEDED;
import static signalbox.domain.run.RunStatus.TIMED_OUT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The legal transitions, written a second time by hand. */
final class RunStatusTest {
  private static final Set<Pair> LEGAL =
      Set.of(
          new Pair(CREATED, QUEUED),
          new Pair(CREATED, CANCELLING),
          new Pair(CREATED, FAILED),
          new Pair(QUEUED, QUEUED),
          new Pair(QUEUED, STARTING),
          new Pair(QUEUED, CANCELLING),
          new Pair(QUEUED, FAILED),
          new Pair(STARTING, RUNNING),
          new Pair(STARTING, RETRYING),
          new Pair(STARTING, CANCELLING),
          new Pair(STARTING, FAILED),
          new Pair(STARTING, TIMED_OUT),
          new Pair(RUNNING, LOST_CONTACT),
          new Pair(RUNNING, RETRYING),
          new Pair(RUNNING, CANCELLING),
          new Pair(RUNNING, SUCCEEDED),
          new Pair(RUNNING, FAILED),
          new Pair(RUNNING, TIMED_OUT),
          new Pair(LOST_CONTACT, RUNNING),
          new Pair(LOST_CONTACT, RETRYING),
          new Pair(LOST_CONTACT, CANCELLING),
          new Pair(LOST_CONTACT, FAILED),
          new Pair(LOST_CONTACT, TIMED_OUT),
          new Pair(RETRYING, QUEUED),
          new Pair(RETRYING, STARTING),
          new Pair(RETRYING, CANCELLING),
          new Pair(RETRYING, FAILED),
          new Pair(CANCELLING, SUCCEEDED),
          new Pair(CANCELLING, FAILED),
          new Pair(CANCELLING, CANCELLED),
          new Pair(CANCELLING, TIMED_OUT));

  record Pair(RunStatus from, RunStatus to) {}

  static Stream<Pair> everyPair() {
    List<Pair> pairs = new ArrayList<>();
    for (RunStatus from : RunStatus.values()) {
      for (RunStatus to : RunStatus.values()) {
        pairs.add(new Pair(from, to));
      }
    }
    return pairs.stream();
  }

  @ParameterizedTest
  @MethodSource("everyPair")
  void allowsALegalPairAndRefusesEveryOther(Pair pair) {
    assertThat(pair.from().mayBecome(pair.to())).isEqualTo(LEGAL.contains(pair));
    assertThat(pair.to().predecessors().contains(pair.from())).isEqualTo(LEGAL.contains(pair));
  }

  @ParameterizedTest
  @EnumSource(RunStatus.class)
  void aTerminalStateIsLeftByNothing(RunStatus status) {
    assertThat(status.terminal())
        .isEqualTo(Set.of(SUCCEEDED, FAILED, CANCELLED, TIMED_OUT).contains(status));
    assertThat(status.successors().isEmpty()).isEqualTo(status.terminal());
  }

  @ParameterizedTest
  @EnumSource(RunStatus.class)
  void everyStateThatIsNotTerminalCanBeStoppedAndCanEnd(RunStatus status) {
    if (!status.terminal()) {
      assertThat(status == CANCELLING || status.mayBecome(CANCELLING)).isTrue();
      assertThat(List.of(SUCCEEDED, FAILED, CANCELLED, TIMED_OUT)).allMatch(status::mayReach);
    }
  }

  @Test
  void theDiagramInTheDocumentationIsTheOneOfTheTable() throws IOException {
    Path file = root().resolve("docs/run-states.md");
    String document = document();
    if (Boolean.getBoolean("signalbox.generate")) {
      Files.writeString(file, document);
    }
    assertThat(Files.readString(file))
        .as("write it with -Dsignalbox.generate=true")
        .isEqualTo(document);
  }

  private static String document() {
    return """
    # The states of a run

    Generated from the table in `signalbox.domain.run.RunStatus`; a test keeps it true. Whatever is not drawn is illegal and
    answers 409 with the actual and the expected states. `queued` follows itself when the reason to wait changes. A stop that was asked for stays asked for until the run
    ends; it may end in another way before the stop arrives.

    ```mermaid
    """
        + RunStatus.mermaid()
        + "```\n";
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("contracts"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("the repository is not there");
      }
    }
    return folder;
  }
}
