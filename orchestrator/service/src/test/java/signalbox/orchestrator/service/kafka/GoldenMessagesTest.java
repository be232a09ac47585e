package signalbox.orchestrator.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.Command;
import signalbox.events.v1.ProjectLimits;
import signalbox.events.v1.Status;

/**
 * One sample of each message ever released lies in {@code contracts/golden/events/v1}: the bytes,
 * and what they must be read as. {@code -Dsignalbox.golden.write=true} writes samples that are
 * missing; it never changes one that is there.
 */
class GoldenMessagesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("signalbox.root", "../.."), "contracts/golden/events/v1");

  @Test
  void everyReleasedSampleIsStillReadTheSame() throws IOException {
    if (Boolean.getBoolean("signalbox.golden.write")) {
      write();
    }
    Set<String> replayed = new TreeSet<>();
    try (var files = Files.newDirectoryStream(FOLDER, "*.bin")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replace(".bin", "");
        byte[] bytes = Files.readAllBytes(file);
        Message read =
            name.startsWith("command-")
                ? Command.parseFrom(bytes)
                : name.startsWith("project-")
                    ? ProjectLimits.parseFrom(bytes)
                    : Status.parseFrom(bytes);
        Message.Builder expected = read.newBuilderForType();
        JsonFormat.parser().merge(Files.readString(FOLDER.resolve(name + ".json")), expected);
        assertThat(read).as(name).isEqualTo(expected.build());
        if (read instanceof Command) {
          assertThat(CommandReader.read(bytes, 0, 0))
              .as(name)
              .isNotInstanceOf(CommandReader.Read.Poison.class);
        }
        replayed.add(name);
      }
    }
    assertThat(replayed).containsAll(GoldenSamples.all().keySet());
  }

  @Test
  void thereIsASampleOfEveryKind() {
    Set<String> kinds = new TreeSet<>(Set.of("project-limits"));
    for (Command.CommandCase kind : Command.CommandCase.values()) {
      if (kind != Command.CommandCase.COMMAND_NOT_SET) {
        kinds.add("command-" + name(kind.name()));
      }
    }
    for (Status.StatusCase kind : Status.StatusCase.values()) {
      if (kind != Status.StatusCase.STATUS_NOT_SET) {
        kinds.add("status-" + name(kind.name()));
      }
    }
    Set<String> sampled = new TreeSet<>();
    GoldenSamples.all()
        .keySet()
        .forEach(name ->
            sampled.add(
                name.replaceAll(
                    "-(refused|waiting|with-log|with-study|with-instances|breaker-open|sets|known"
                        + "|solve|elsewhere)$",
                    "")));
    assertThat(sampled).isEqualTo(kinds);
  }

  private static void write() throws IOException {
    Files.createDirectories(FOLDER);
    for (Map.Entry<String, Message> sample : GoldenSamples.all().entrySet()) {
      Path bytes = FOLDER.resolve(sample.getKey() + ".bin");
      if (!Files.exists(bytes)) {
        Files.write(bytes, sample.getValue().toByteArray());
        Files.writeString(
            FOLDER.resolve(sample.getKey() + ".json"),
            JsonFormat.printer().print(sample.getValue()) + "\n");
      }
    }
  }

  private static String name(String kind) {
    return kind.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
