package signalbox.infrastructure.file.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.dataset.Faults;
import signalbox.application.dataset.TableFiles;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.dataset.TextEncoding;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** Text files in every dialect: what is read, what is guessed, and what is told of bad rows. */
class DialectsTest {
  @TempDir private Path folder;

  private final LocalTableFiles files = new LocalTableFiles();

  private static final class Collected implements TableFiles.RowSink {
    private final List<String> names = new ArrayList<>();
    private final List<List<@Nullable String>> rows = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private final Faults faults = new Faults();

    @Override
    public void header(List<String> found, List<ColumnType> declared) {
      names.addAll(found);
    }

    @Override
    public void row(long line, @Nullable String[] values) {
      rows.add(Arrays.asList(values.clone()));
      lines.add(line);
    }

    @Override
    public void fault(Fault fault) {
      faults.add(fault);
    }
  }

  @Test
  void readsBackATableInAnyDialect() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<TextEncoding> encodings = List.of(TextEncoding.values());
      TextEncoding encoding = encodings.get(random.nextInt(encodings.size()));
      String delimiter = String.valueOf(",;\t|^".charAt(random.nextInt(5)));
      Dialect dialect =
          new Dialect(
              SourceFormat.CSV,
              delimiter,
              encoding,
              '.',
              random.nextBoolean(),
              List.of("gone", "-99"));
      int width = 2 + random.nextInt(4);
      List<List<@Nullable String>> rows = rows(random, width, encoding);
      byte[] bytes = written(random, dialect, rows, width).getBytes(encoding.charset());
      Collected table = new Collected();

      boolean whole = files.read(write(bytes), dialect, TableFiles.Extent.WHOLE, table);

      assertThat(whole).isTrue();
      assertThat(table.faults.count()).as("seed %d", seed).isZero();
      assertThat(table.rows).as("seed %d", seed).isEqualTo(rows);
      assertThat(table.names).hasSize(width);
    }
  }

  @Test
  void accountsForEveryLineOfASpoiltFile() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> lines = new ArrayList<>(List.of("a,b,c"));
      List<Long> good = new ArrayList<>();
      List<Long> bad = new ArrayList<>();
      for (int i = 2; i < 60; i++) {
        switch (random.nextInt(8)) {
          case 0 -> {
            lines.add("only,two");
            bad.add((long) i);
          }
          case 1 -> {
            lines.add("one,two,three,four");
            bad.add((long) i);
          }
          case 2 -> {
            lines.add("x,\"closed\" too early,z");
            bad.add((long) i);
          }
          case 3 -> {
            lines.add("x,\"never closed,z");
            bad.add((long) i);
          }
          default -> {
            lines.add("row " + i + ",\"quoted, well\",3");
            good.add((long) i);
          }
        }
      }
      Collected table = new Collected();
      Path file = write((String.join("\n", lines) + "\n").getBytes(UTF_8));
      files.read(file, Dialect.standard(SourceFormat.CSV, ","), TableFiles.Extent.WHOLE, table);

      assertThat(table.lines).as("seed %d", seed).isEqualTo(good);
      assertThat(table.faults.first()).as("seed %d", seed).extracting(Fault::line).isEqualTo(bad);
      assertThat(table.faults.first())
          .allSatisfy(fault -> {
            assertThat(fault.column()).isNotNull();
            assertThat(fault.text()).isNotBlank();
            assertThat(fault.detail()).isNotBlank();
          });
    }
  }

  @Test
  void tellsTheRowWithAByteThatMeansNothing() throws IOException {
    byte[] bytes = "a,b\n1,2\nGr\u00f6\u00dfe,3\n4,5\n".getBytes(TextEncoding.ISO_8859_1.charset());
    Collected table = new Collected();
    files.read(
        write(bytes), Dialect.standard(SourceFormat.CSV, ","), TableFiles.Extent.WHOLE, table);

    assertThat(table.rows).containsExactly(List.of("1", "2"), List.of("4", "5"));
    assertThat(table.faults.first())
        .containsExactly(
            new Fault(
                null, 3L, 1, "Gr\uFFFD\uFFFDe,3", "A byte of the field means nothing in utf-8"));
  }

  @Test
  void guessesHowAFileIsWritten() throws IOException {
    String german = "Stra\u00dfe;Gr\u00f6\u00dfe\nAm Bach;1,5\nAm Tor;2,25\n";
    Dialect guess = files.guess(write(german.getBytes(TextEncoding.WINDOWS_1252.charset())));
    assertThat(guess)
        .isEqualTo(
            Dialect.standard(SourceFormat.CSV, ";")
                .withEncoding(TextEncoding.WINDOWS_1252)
                .withDecimal(','));
    assertThat(files.guess(write(german.getBytes(UTF_8))).encoding()).isEqualTo(TextEncoding.UTF_8);
    for (TextEncoding wide : List.of(TextEncoding.UTF_16LE, TextEncoding.UTF_16BE)) {
      assertThat(files.guess(write(german.getBytes(wide.charset()))).encoding()).isEqualTo(wide);
      byte[] marked = ("\uFEFF" + german).getBytes(wide.charset());
      assertThat(files.guess(write(marked)).encoding()).isEqualTo(wide);
    }
    assertThat(files.guess(write("1,2\n3,4\n".getBytes(UTF_8))).header()).isFalse();
    assertThat(files.guess(write("a,b\n3,4\n".getBytes(UTF_8))).header()).isTrue();
    assertThat(files.guess(write("a,b\n1.5,4\n".getBytes(UTF_8))).decimal()).isEqualTo('.');
  }

  @Test
  void takesNoRowForTheNamesBecauseTheNamesAreBroken() throws IOException {
    Path file = write("a,\"b\"x\n1,2\n3,4\n".getBytes(UTF_8));
    Collected table = new Collected();

    assertThatThrownBy(() ->
            files.read(
                file, Dialect.standard(SourceFormat.CSV, ","), TableFiles.Extent.WHOLE, table))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("dataset.header");
    assertThat(table.names).isEmpty();
  }

  @Test
  void stopsAfterTheSample() throws IOException {
    Path file = write(("a,b\n" + "1,2\n".repeat(5000)).getBytes(UTF_8));
    Collected table = new Collected();

    boolean whole =
        files.read(
            file, Dialect.standard(SourceFormat.CSV, ","), new TableFiles.Extent(10, 1000), table);

    assertThat(whole).isFalse();
    assertThat(table.rows).hasSize(10);
  }

  @Test
  void readsOneObjectALine() throws IOException {
    String text =
        """
        {"a": 1, "b": "x"}

        {"b": null, "c": [1, {"d": 2}], "a": 1.50}
        [1]
        {oops
        {"a": true}
        """;
    Path file = write(text.getBytes(UTF_8));
    Collected table = new Collected();

    Dialect dialect = files.guess(file);
    files.read(file, dialect, TableFiles.Extent.WHOLE, table);

    assertThat(dialect.format()).isEqualTo(SourceFormat.JSONL);
    assertThat(table.names).containsExactly("a", "b", "c");
    assertThat(table.rows)
        .containsExactly(
            Arrays.asList("1", "x", null),
            Arrays.asList("1.50", null, "[1,{\"d\":2}]"),
            Arrays.asList("true", null, null));
    assertThat(table.lines).containsExactly(1L, 3L, 6L);
    assertThat(table.faults.first()).extracting(Fault::line).containsExactly(4L, 5L);
    assertThat(table.faults.first()).extracting(Fault::text).containsExactly("[1]", "{oops");
  }

  private static List<List<@Nullable String>> rows(
      SplittableRandom random, int width, TextEncoding encoding) {
    String alphabet =
        encoding == TextEncoding.UTF_8
                || encoding == TextEncoding.UTF_16BE
                || encoding == TextEncoding.UTF_16LE
            ? "abc 01,;|\t^\"\n'\u00e4\u00df\u20ac\ud834\udd1e.-"
            : "abc 01,;|\t^\"\n'\u00e4\u00df\u00e9.-";
    int[] points = alphabet.codePoints().toArray();
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (int i = random.nextInt(1, 30); i > 0; i--) {
      List<@Nullable String> row = new ArrayList<>();
      for (int j = 0; j < width; j++) {
        StringBuilder text = new StringBuilder();
        for (int k = random.nextInt(8); k > 0; k--) {
          text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        row.add(text.isEmpty() ? null : text.toString());
      }
      rows.add(row);
    }
    return rows;
  }

  /** Quotes where it must and where it likes; writes a missing value in one of its ways. */
  private static String written(
      SplittableRandom random, Dialect dialect, List<List<@Nullable String>> rows, int width) {
    String delimiter = String.valueOf(dialect.delimiter());
    String lineEnd = random.nextBoolean() ? "\n" : "\r\n";
    StringBuilder text = new StringBuilder();
    if (dialect.header()) {
      for (int j = 0; j < width; j++) {
        text.append(j == 0 ? "" : delimiter).append("column").append(j);
      }
      text.append(lineEnd);
    }
    for (List<@Nullable String> row : rows) {
      for (int j = 0; j < width; j++) {
        text.append(j == 0 ? "" : delimiter);
        @Nullable String value = row.get(j);
        if (value == null) {
          text.append(List.of("", "gone", "-99", "\"\"", "\"gone\"").get(random.nextInt(5)));
          continue;
        }
        boolean must = value.contains(delimiter) || value.contains("\n") || value.startsWith("\"");
        text.append(
            must || random.nextBoolean() ? "\"" + value.replace("\"", "\"\"") + "\"" : value);
      }
      text.append(lineEnd);
    }
    return text.toString();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "table", ".bin"), bytes);
  }
}
