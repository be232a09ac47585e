package signalbox.infrastructure.file.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.transfer.ListedObject;
import signalbox.application.transfer.ProjectFileManifest;
import signalbox.application.transfer.ProjectFileVisitor;
import signalbox.application.transfer.ProjectFileWriter;
import signalbox.application.transfer.Refusals;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.transfer.TransferCounts;

class TarProjectFilesTest {
  @TempDir private Path folder;
  private byte[] file = new byte[0];
  private Archive archive = Archive.read(new byte[1]);

  @BeforeEach
  void write() {
    file = SampleFile.bytes(folder);
    archive = Archive.read(file);
  }

  @Test
  void isReadAsItWasWritten() {
    Recorder read = read(file);

    assertThat(read.header).isEqualTo(SampleFile.HEADER);
    assertThat(read.rows)
        .containsExactly("project {\"name\":\"Tariffs\"}", "run {\"id\":1}", "run {\"id\":2}");
    assertThat(read.objects)
        .containsOnlyKeys(SampleFile.TABLE_OBJECT.name(), SampleFile.SAMPLE_OBJECT.name())
        .containsEntry(SampleFile.TABLE_OBJECT.name(), SampleFile.TABLE);
    assertThat(read.events).containsExactly(SampleFile.EVENT);
    assertThat(read.lines).isEqualTo(SampleFile.LINES);
    assertThat(read.ledgers).containsExactly(SampleFile.LEDGER);
    assertThat(read.manifest).isEqualTo(new ProjectFileManifest(SampleFile.COUNTS, 1, List.of()));
    assertThat(read.progress).endsWith((long) file.length);
  }

  @Test
  void hasTheNamesOfTheGuide() {
    assertThat(archive.names())
        .containsExactly(
            "signalbox.json",
            "rows/000001-project.jsonl.gz",
            "rows/000002-run.jsonl.gz",
            "lists/000003.jsonl.gz",
            SampleFile.TABLE_OBJECT.name(),
            SampleFile.SAMPLE_OBJECT.name(),
            "points/000004.jsonl.gz",
            "logs/000005.jsonl.gz",
            "checksums/000001.jsonl",
            "manifest.json",
            "manifest.json.sha256");
    byte[] manifest = archive.entries().get(9).content();
    assertThat(archive.entries().get(10).content())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(SampleFile.sha256(manifest) + "  manifest.json\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isTheSameEachTime() {
    assertThat(SampleFile.bytes(folder)).isEqualTo(file);
  }

  /** One byte at a time: in headers, contents of every kind, padding, and the end. */
  @Test
  void noticesEveryDamage() {
    Stream<Integer> inside =
        IntStream.range(0, archive.entries().size())
            .boxed()
            .flatMap(place -> {
              int header = archive.offset(place);
              int content = header + TarHeader.BLOCK;
              int end = archive.offset(place + 1);
              int length = archive.entries().get(place).content().length;
              return Stream.of(
                  header,
                  header + 130,
                  header + 500,
                  content,
                  content + length / 3,
                  content + length / 2,
                  content + length - 1,
                  end - 1);
            });
    Stream<Integer> end = Stream.of(file.length - 1024, file.length - 1);
    Stream.concat(inside, end)
        .forEach(at -> {
          byte[] damaged = file.clone();
          damaged[at] = (byte) (damaged[at] ^ 4);
          assertThatThrownBy(() -> read(damaged))
              .as("byte %d", at)
              .isInstanceOfSatisfying(
                  SignalboxException.class, e -> assertThat(e.code().code()).startsWith("import."));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows/000002", "objects/", "points/", "lists/", "logs/", "checksums/"})
  void namesTheEntryThatIsDamaged(String kind) {
    int place = archive.place(kind);
    Archive.Entry entry = archive.entries().get(place);
    int content = archive.offset(place) + TarHeader.BLOCK;
    for (int at = 0; at < entry.content().length; at++) {
      byte[] damaged = file.clone();
      damaged[content + at] = (byte) (damaged[content + at] ^ 1);
      SignalboxException refusal = refusal(damaged);
      assertThat(refusal.code()).as("byte %d", at).isEqualTo(ErrorCode.IMPORT_DAMAGED);
      if (!kind.equals("checksums/")) {
        assertThat(entry(refusal)).as("byte %d", at).isEqualTo(entry.name());
      }
    }
  }

  @Test
  void noticesWhereverItIsCutOff() {
    for (int length = 0; length < file.length; length += 256) {
      SignalboxException refusal = refusal(Arrays.copyOf(file, length));
      assertThat(refusal.code())
          .as("after %d bytes", length)
          .isIn(ErrorCode.IMPORT_DAMAGED, ErrorCode.IMPORT_NOT_A_PROJECT_FILE);
    }
  }

  @Test
  void wantsNothingBehindTheEnd() {
    SignalboxException refusal = refusal(Arrays.copyOf(file, file.length + 512));

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_DAMAGED);
    assertThat(entry(refusal)).isEqualTo("its end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows/000001", "lists/", "objects/", "points/", "checksums/"})
  void wantsNoEntryTwice(String kind) {
    Archive twice =
        archive.with(entries -> {
          int place = archive.place(kind);
          entries.add(place, entries.get(place));
          return entries;
        });

    SignalboxException refusal = refusal(twice.write());

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_INVALID);
    assertThat(entry(refusal)).startsWith(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "rows/000001, rows/000002",
    "rows/000001, points/",
    "lists/, objects/",
    "points/, logs/",
    "objects/, points/",
    "rows/000002, checksums/"
  })
  void wantsEntriesInTheirOrder(String one, String other) {
    Archive swapped =
        archive.with(entries -> {
          Collections.swap(entries, archive.place(one), archive.place(other));
          return entries;
        });

    assertThat(refusal(swapped.write()).code())
        .isIn(ErrorCode.IMPORT_INVALID, ErrorCode.IMPORT_DAMAGED);
  }

  @Test
  void wantsEveryEntryThatHasAChecksum() {
    Archive fewer =
        archive.with(entries -> {
          entries.remove(archive.place("logs/"));
          return entries;
        });

    SignalboxException refusal = refusal(fewer.write());

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_DAMAGED);
    assertThat(entry(refusal)).isEqualTo("checksums/000001.jsonl");
  }

  @Test
  void wantsAChecksumOfEveryEntry() {
    Archive without =
        archive.with(entries -> {
          entries.remove(archive.place("checksums/"));
          return entries;
        });

    SignalboxException refusal = refusal(without.write());

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_DAMAGED);
    assertThat(entry(refusal)).isEqualTo("signalbox.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/cron.d/evil",
        "/etc/passwd",
        "rows/../../evil",
        "rows/000001-../evil.jsonl.gz",
        "rows/000002-project.jsonl.gz",
        "objects/../evil",
        "objects/0123456789abcdef0123456789abcdef",
        "points/000001.jsonl.gz/../../evil",
        "evil.pickle"
      })
  void takesNoOtherName(String name) {
    Archive renamed =
        archive.with(entries -> {
          entries.set(1, Archive.Entry.of(name, entries.get(1).content()));
          return entries;
        });

    SignalboxException refusal = refusal(renamed.write());

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_INVALID);
    assertThat(entry(refusal)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(longs = {10L << 30, 1L << 62})
  void believesNoSizeThatIsNotThere(long size) {
    byte[] header = new TarHeader("rows/000001-project.jsonl.gz", size, 0).write();
    System.arraycopy(header, 0, file, archive.offset(1), header.length);

    SignalboxException refusal = refusal(file);

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_DAMAGED);
    assertThat(entry(refusal)).isEqualTo("rows/000001-project.jsonl.gz");
  }

  @Test
  void unpacksNoMoreThanItsBounds() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 60; i++) {
        out.write(zeros);
      }
    }
    Archive bomb =
        archive.with(entries -> {
          entries.set(1, Archive.Entry.of(entries.get(1).name(), packed.toByteArray()));
          return entries;
        });

    SignalboxException refusal = refusal(bomb.write());

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_TOO_LARGE);
    assertThat(entry(refusal)).contains("rows/000001-project.jsonl.gz");
  }

  @Test
  void readsNoHeaderThatIsLarge() {
    Archive large =
        archive.with(entries -> {
          entries.set(0, Archive.Entry.of("signalbox.json", new byte[70_000]));
          return entries;
        });

    assertThat(refusal(large.write()).code()).isEqualTo(ErrorCode.IMPORT_TOO_LARGE);
  }

  @Test
  void saysWhichVersionItReads() {
    SignalboxException refusal = refusal(begunWith("\"version\":1", "\"version\":2"));

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_UNKNOWN_VERSION);
    assertThat(text(refusal, "version")).isEqualTo("2");
    assertThat(text(refusal, "supported")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "signalbox-project" | "another-project"
          "exportedAt":"2026  | "exportedAt":"99999
          "id":"019a4f6e      | "id":"x
          "name":"Tariffs     | "names":"Tariffs
          }                   | ]
          """)
  void knowsAProjectFileByItsBeginning(String part, String instead) {
    assertThat(refusal(begunWith(part, instead)).code())
        .isEqualTo(ErrorCode.IMPORT_NOT_A_PROJECT_FILE);
  }

  private byte[] begunWith(String part, String instead) {
    String header = new String(archive.entries().getFirst().content(), StandardCharsets.UTF_8);
    assertThat(header).contains(part);
    byte[] changed = header.replace(part, instead).getBytes(StandardCharsets.UTF_8);
    return archive
        .with(entries -> {
          entries.set(0, Archive.Entry.of("signalbox.json", changed));
          return entries;
        })
        .write();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PK\u0003\u0004 a zip", "a,b\n1,2\n"})
  void isNoOtherFile(String content) {
    byte[] other = content.getBytes(StandardCharsets.UTF_8);

    assertThat(refusal(other).code()).isEqualTo(ErrorCode.IMPORT_NOT_A_PROJECT_FILE);
    assertThat(refusal(Arrays.copyOf(other, 5_000)).code())
        .isEqualTo(ErrorCode.IMPORT_NOT_A_PROJECT_FILE);
  }

  @Test
  void countsForItself() {
    TransferCounts more = SampleFile.COUNTS.with(3, 3, 2, SampleFile.COUNTS.objectBytes());

    SignalboxException refusal = refusal(SampleFile.bytes(folder, more, List.of()));

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_INVALID);
    assertThat(entry(refusal)).isEqualTo("manifest.json");
  }

  @Test
  void knowsWhatWasSpoiltInTheStore() {
    byte[] other = "other".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProjectFileWriter writer = new TarProjectFiles(folder).begin(SampleFile.HEADER)) {
      writer.moveTo(out);
      writer.list(List.of(SampleFile.TABLE_OBJECT));
      String sum =
          writer.object(
              SampleFile.TABLE_OBJECT.name(), other.length, new ByteArrayInputStream(other));
      assertThat(sum).isEqualTo(SampleFile.sha256(other));
      writer.finish(
          new ProjectFileManifest(
              TransferCounts.NONE.with(0, 0, 1, other.length),
              0,
              List.of(SampleFile.TABLE_OBJECT.name())));
    }

    assertThat(read(out.toByteArray()).manifest)
        .extracting(ProjectFileManifest::spoilt)
        .isEqualTo(List.of(SampleFile.TABLE_OBJECT.name()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ../evil                                  | text/csv
          objects/ffffffffffffffffffffffffffffffff | text/csv\\r\\nX: y
          objects/FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF | text/csv
          """)
  void announcesObjectsAlone(String name, String contentType) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProjectFileWriter writer = new TarProjectFiles(folder).begin(SampleFile.HEADER)) {
      writer.moveTo(out);
      writer.list(List.of(new ListedObject(name, contentType.replace("\\r\\n", "\r\n"), null)));
      writer.finish(new ProjectFileManifest(TransferCounts.NONE, 1, List.of()));
    }

    SignalboxException refusal = refusal(out.toByteArray());

    assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_INVALID);
    assertThat(entry(refusal)).isEqualTo("lists/000001.jsonl.gz");
  }

  @Test
  void holdsMoreEntriesThanAListOfChecksumsDoes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProjectFileWriter writer = new TarProjectFiles(folder).begin(SampleFile.HEADER)) {
      for (int i = 0; i < 2_100; i++) {
        writer.row(i % 2 == 0 ? "run" : "run_note", SampleFile.row("{}"));
      }
      writer.moveTo(out);
      writer.finish(new ProjectFileManifest(TransferCounts.NONE, 0, List.of()));
    }

    assertThat(read(out.toByteArray()).rows).hasSize(2_100);
    assertThat(Archive.read(out.toByteArray()).names())
        .filteredOn(name -> name.startsWith("checksums/"))
        .hasSize(3);
  }

  @Test
  void dividesALongTable() {
    byte[] row = SampleFile.row("{\"text\":\"" + "x".repeat(1024 * 1024) + "\"}");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProjectFileWriter writer = new TarProjectFiles(folder).begin(SampleFile.HEADER)) {
      for (int i = 0; i < 20; i++) {
        writer.row("run_note", row);
      }
      writer.moveTo(out);
      writer.finish(new ProjectFileManifest(TransferCounts.NONE, 0, List.of()));
    }

    assertThat(read(out.toByteArray()).rows).hasSize(20);
    assertThat(Archive.read(out.toByteArray()).names())
        .contains("rows/000003-run_note.jsonl.gz")
        .doesNotContain("rows/000004-run_note.jsonl.gz");
  }

  @Test
  void readsNoFurtherThanItIsWanted() {
    byte[] damaged = file.clone();
    int place = archive.offset(archive.place("points/")) + TarHeader.BLOCK;
    damaged[place] = (byte) (damaged[place] ^ 1);
    int[] rows = {0};

    read(
        damaged,
        new ProjectFileVisitor() {
          @Override
          public boolean wants(Section section) {
            return section == Section.ROWS;
          }

          @Override
          public void rows(String entry, String table, List<byte[]> some) {
            rows[0] += some.size();
          }
        });

    assertThat(rows[0]).isEqualTo(3);
  }

  @Test
  void handsOnWhatItsReaderFindsFaultWith() {
    SignalboxException own = Refusals.invalid("rows/000001-project.jsonl.gz", "it is not liked");

    assertThatThrownBy(() ->
            read(
                file,
                new ProjectFileVisitor() {
                  @Override
                  public void rows(String entry, String table, List<byte[]> some) {
                    throw own;
                  }
                }))
        .isSameAs(own);
  }

  @Test
  void leavesNothingBehindWhenItIsGivenUp() {
    ProjectFileWriter writer = new TarProjectFiles(folder).begin(SampleFile.HEADER);
    writer.row("run", SampleFile.row("{}"));
    assertThat(folder).isNotEmptyDirectory();

    writer.close();

    assertThat(folder).isEmptyDirectory();
  }

  private Recorder read(byte[] bytes) {
    Recorder recorder = new Recorder();
    read(bytes, recorder);
    return recorder;
  }

  private void read(byte[] bytes, ProjectFileVisitor visitor) {
    try {
      Path path = Files.createTempFile("project", ".tar");
      try {
        Files.write(path, bytes);
        new TarProjectFiles(folder).read(path, visitor);
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SignalboxException refusal(byte[] bytes) {
    try {
      read(bytes);
    } catch (SignalboxException e) {
      return e;
    }
    throw new AssertionError("It was taken");
  }

  private static String entry(SignalboxException refusal) {
    return text(refusal, "entry");
  }

  private static String text(SignalboxException refusal, String argument) {
    return Objects.requireNonNull(refusal.arguments().get(argument)).text();
  }
}
