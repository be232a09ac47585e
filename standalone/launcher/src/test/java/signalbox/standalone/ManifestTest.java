package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final Map<String, Integer> KNOWN = Map.of("metadata", 11, "telemetry", 4);

  @Test
  void comesBackAsItWasWritten() {
    var manifest = manifest(1, KNOWN, parts());

    var read = Manifest.read(manifest.json(), Manifest.sum(manifest.json()));

    assertThat(read).isEqualTo(manifest);
    assertThat(read.bytes()).isEqualTo(400);
    assertThat(read.part(BackupPart.OBJECTS).name()).isEqualTo("objects");
    assertThat(read.summary()).isEqualTo("12 runs, 34,000 log lines, 0 metric points, 0 artifacts");
    read.check(KNOWN);
  }

  @Test
  void hasItsHashAsSha256sumWritesIt() {
    var json = "{}\n".getBytes(StandardCharsets.UTF_8);

    assertThat(new String(Manifest.sum(json), StandardCharsets.UTF_8))
        .isEqualTo(
            "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356  manifest.json\n");
  }

  @Test
  void isRefusedWhenOneByteOfItIsAnother() {
    var json = manifest(1, KNOWN, parts()).json();
    var sum = Manifest.sum(json);
    int middle = json.length / 2;
    json[middle] = (byte) (json[middle] ^ 1);

    assertThatThrownBy(() -> Manifest.read(json, sum))
        .isInstanceOf(DamagedBackup.class)
        .hasMessageContaining("does not have the hash");
  }

  @Test
  void isRefusedWhenANewerSignalboxWroteIt() {
    // What else is in it may be anything.
    var json = "{\"format\": 2, \"new\": true}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Manifest.read(json, Manifest.sum(json)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("format 2; this Signalbox knows 1");
  }

  @Test
  void isRefusedWhenSomethingOfItIsMissingOrIsNoJson() {
    for (var text : List.of("{\"format\": 1}", "{}", "[]", "no JSON", "")) {
      var json = text.getBytes(StandardCharsets.UTF_8);

      assertThatThrownBy(() -> Manifest.read(json, Manifest.sum(json)))
          .as(text)
          .isInstanceOf(DamagedBackup.class);
    }
  }

  @Test
  void refusesANewerSchemaAndTakesAnOlderOne() {
    manifest(1, Map.of("metadata", 9, "telemetry", 4), parts()).check(KNOWN);

    assertThatThrownBy(
            () -> manifest(1, Map.of("metadata", 12, "telemetry", 4), parts()).check(KNOWN))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("version 12 of the schema metadata; this Signalbox knows up to 11");
  }

  @Test
  void refusesOtherPartsAndOtherSchemas() {
    var fewer = parts().subList(0, 3);

    assertThatThrownBy(() -> manifest(1, KNOWN, fewer).check(KNOWN))
        .isInstanceOf(DamagedBackup.class)
        .hasMessageContaining("names the parts");
    assertThatThrownBy(() -> manifest(1, Map.of("metadata", 11), parts()).check(KNOWN))
        .isInstanceOf(DamagedBackup.class)
        .hasMessageContaining("names the schemas");
  }

  private static Manifest manifest(
      int format, Map<String, Integer> schemas, List<Manifest.Sum> parts) {
    return new Manifest(
        format,
        "2026-03-01T10:00:00Z",
        "18.6",
        schemas,
        Map.of("runs", 12L, "logLines", 34_000L),
        parts);
  }

  private static List<Manifest.Sum> parts() {
    return Arrays.stream(BackupPart.values())
        .map(part -> new Manifest.Sum(part.word(), 2, 100, "ab".repeat(32)))
        .toList();
  }
}
