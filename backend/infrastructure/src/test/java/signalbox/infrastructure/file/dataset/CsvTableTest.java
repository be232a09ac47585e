package signalbox.infrastructure.file.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.dataset.Faults;
import signalbox.application.dataset.TableFiles;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

class CsvTableTest {
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
      assertThat(declared).isEmpty();
    }

    @Override
    public void row(long line, @Nullable String[] values) {
      rows.add(new ArrayList<>(Arrays.asList(values)));
      lines.add(line);
    }

    @Override
    public void fault(Fault fault) {
      faults.add(fault);
    }

    @Override
    public void undecodable(long byteOfLine, Fault fault) {
      throw SignalboxException.of(ErrorCode.DATASET_ENCODING)
          .safe("line", String.valueOf(fault.line()))
          .safe("byte", byteOfLine);
    }
  }

  @Test
  void readsWhatTheStandardAllows() throws IOException {
    Collected table =
        read("\uFEFFname,\"quo\"\"ted\",last\r\n\"a,b\",\"line 1\nline 2\",\r\n\nü,𝄞,x");

    assertThat(table.names).containsExactly("name", "quo\"ted", "last");
    assertThat(table.rows)
        .containsExactly(
            Arrays.asList("a,b", "line 1\nline 2", null), Arrays.asList("ü", "𝄞", "x"));
    assertThat(table.lines).containsExactly(2L, 5L);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void findsTheDelimiter(String delimiter) throws IOException {
    Path file =
        write(
            String.join(delimiter, "a", "b", "c")
                + "\n"
                + String.join(delimiter, "\"1,5;x|y\tz\"", "2", "3")
                + "\n"
                + String.join(delimiter, "4", "5", "6")
                + "\n");
    Collected table = new Collected();

    assertThat(strictly(file, table).delimiter()).isEqualTo(delimiter);
    assertThat(table.rows.getFirst()).containsExactly("1,5;x|y\tz", "2", "3");
  }

  @Test
  void takesACommaWhenThereIsOneColumn() throws IOException {
    assertThat(files.plain(write("a\n1\n2\n")).delimiter()).isEqualTo(",");
  }

  @Test
  void namesEveryRaggedRow() throws IOException {
    StringBuilder text = new StringBuilder("a,b,c\n1,2,3\n1,2\n1,2,3,4\n");
    text.append("1\n".repeat(200));
    SignalboxException refusal = refusal(text.toString().getBytes(UTF_8));

    assertThat(refusal.code().code()).isEqualTo("dataset.malformed");
    assertThat(argument(refusal, "count")).isEqualTo("202");
    assertThat(argument(refusal, "line")).isEqualTo("3");
    assertThat(refusal.faults()).hasSize(100);
    assertThat(refusal.faults().get(0))
        .isEqualTo(new Fault(null, 3L, 3, "1,2", "The row has 2 fields where the header has 3"));
    assertThat(refusal.faults().get(1))
        .isEqualTo(
            new Fault(null, 4L, 4, "1,2,3,4", "The row has 4 fields where the header has 3"));
  }

  @Test
  void namesTheLineOfAnUnclosedQuote() throws IOException {
    SignalboxException refusal =
        refusal(("a,b\n1,2\n3,\"never closed\n5,6\n" + "7,8\n".repeat(10)).getBytes(UTF_8));

    assertThat(refusal.code().code()).isEqualTo("dataset.malformed");
    Fault fault = refusal.faults().getFirst();
    assertThat(fault.line()).isEqualTo(3);
    assertThat(fault.column()).isEqualTo(2);
    assertThat(fault.text()).startsWith("\"never closed");
    assertThat(fault.detail()).contains("never closed");
  }

  @Test
  void namesTextAfterAClosingQuote() throws IOException {
    SignalboxException refusal = refusal("a,b\n1,2\n\"x\"y,2\n".getBytes(UTF_8));

    assertThat(refusal.code().code()).isEqualTo("dataset.malformed");
    assertThat(refusal.faults().getFirst().line()).isEqualTo(3);
  }

  @Test
  void namesTheByteThatIsNotUtf8() throws IOException {
    SignalboxException refusal = refusal("a,b\n1,2\nGröße,3\n".getBytes(ISO_8859_1));

    assertThat(refusal.code().code()).isEqualTo("dataset.encoding");
    assertThat(argument(refusal, "line")).isEqualTo("3");
    assertThat(argument(refusal, "byte")).isEqualTo("3");
  }

  @Test
  void findsABadByteFarIntoTheFile() throws IOException {
    byte[] bytes = ("a,b\n" + "größer,2\n".repeat(100_000)).getBytes(UTF_8);
    bytes[bytes.length - 3] = (byte) 0xc3;
    SignalboxException refusal = refusal(bytes);

    assertThat(refusal.code().code()).isEqualTo("dataset.encoding");
    assertThat(argument(refusal, "line")).isEqualTo("100001");
  }

  @Test
  void refusesWhatIsNoTable() throws IOException {
    assertReason("\u0000\u0001,b\n", "a zero byte in line 1");
    assertReason("<!DOCTYPE html><html></html>", "an HTML page");
    assertReason("<?xml version=\"1.0\"?><a/>", "an XML document");
    assertReason("{\"a\":\n[1, 2]}", "JSON");
    assertReason(" [\n {\"a\": 1}]", "JSON");
    assertReason("PK\u0003\u0004.....a.csv", "a ZIP archive");
    assertReason("%PDF-1.7", "a PDF document");
    assertThat(code("a,b\n1,2\n".getBytes(UTF_16LE))).isEqualTo("dataset.not_a_table");
    assertThat(code("\u00ff\u00fea".getBytes(ISO_8859_1))).isEqualTo("dataset.encoding");
    assertThat(code("PAR1 but not really PAR1".getBytes(UTF_8))).isEqualTo("dataset.not_a_table");
  }

  @Test
  void refusesEmptyFiles() throws IOException {
    assertThat(code(new byte[0])).isEqualTo("dataset.empty");
    assertThat(code(" \n\n ".getBytes(UTF_8))).isEqualTo("dataset.empty");
    assertThat(code("\uFEFF".getBytes(UTF_8))).isEqualTo("dataset.empty");
  }

  @Test
  void refusesUnusableHeaders() throws IOException {
    assertThat(code("a,,c\n1,2,3\n".getBytes(UTF_8))).isEqualTo("dataset.header");
    assertThat(code("a,b,a\n1,2,3\n".getBytes(UTF_8))).isEqualTo("dataset.header");
    String wide = "x" + ",x".repeat(10_000);
    StringBuilder names = new StringBuilder("c0");
    for (int i = 1; i <= 10_000; i++) {
      names.append(",c").append(i);
    }
    assertThat(code(wide.getBytes(UTF_8))).isEqualTo("dataset.header");
    assertThat(argument(refusal(names.toString().getBytes(UTF_8)), "reason"))
        .contains("more than 10000 columns");
  }

  @Test
  void refusesFieldsThatAreTooLarge() throws IOException {
    String large = "a,b\n1,2\n3," + "x".repeat(CsvParser.MAX_FIELD + 1) + "\n";
    SignalboxException refusal = refusal(large.getBytes(UTF_8));

    assertThat(refusal.code().code()).isEqualTo("dataset.malformed");
    assertThat(refusal.faults().getFirst().line()).isEqualTo(3);
    assertThat(refusal.faults().getFirst().detail()).contains("1 MiB");
  }

  @Test
  void readsBackWhateverIsWritten() throws IOException {
    for (long seed = 0; seed < 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      char delimiter = ",;\t|".charAt(random.nextInt(4));
      int width = 2 + random.nextInt(6);
      List<List<@Nullable String>> rows = new ArrayList<>();
      for (int i = random.nextInt(1, 40); i > 0; i--) {
        List<@Nullable String> row = new ArrayList<>();
        for (int j = 0; j < width; j++) {
          String text = text(random);
          row.add(text.isEmpty() ? null : text);
        }
        rows.add(row);
      }
      StringBuilder csv = new StringBuilder();
      for (int j = 0; j < width; j++) {
        csv.append(j == 0 ? "" : String.valueOf(delimiter)).append("column").append(j);
      }
      String lineEnd = random.nextBoolean() ? "\n" : "\r\n";
      for (List<@Nullable String> row : rows) {
        csv.append(lineEnd);
        for (int j = 0; j < width; j++) {
          csv.append(j == 0 ? "" : String.valueOf(delimiter))
              .append(quoted(row.get(j) == null ? "" : String.valueOf(row.get(j))));
        }
      }
      Collected table = new Collected();

      Dialect dialect = strictly(write(csv.toString()), table);

      assertThat(dialect.delimiter()).as("seed %d", seed).isEqualTo(String.valueOf(delimiter));
      assertThat(table.rows).as("seed %d", seed).isEqualTo(rows);
    }
  }

  /** As a file is read that nobody looks at: a single fault refuses it. */
  private Dialect strictly(Path file, Collected table) {
    Dialect dialect = files.plain(file);
    files.read(file, dialect, TableFiles.Extent.WHOLE, table);
    table.faults.throwIfAny();
    return dialect;
  }

  private static String text(SplittableRandom random) {
    String alphabet = "abc 0123,;|\t\"\n'äß€𝄞.-";
    int[] points = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private Collected read(String text) throws IOException {
    Collected table = new Collected();
    strictly(write(text), table);
    return table;
  }

  private Path write(String text) throws IOException {
    return write(text.getBytes(UTF_8));
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "table", ".bin"), bytes);
  }

  private SignalboxException refusal(byte[] bytes) throws IOException {
    Path file = write(bytes);
    SignalboxException refusal =
        catchThrowableOfType(SignalboxException.class, () -> strictly(file, new Collected()));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private String code(byte[] bytes) throws IOException {
    return refusal(bytes).code().code();
  }

  private void assertReason(String text, String reason) throws IOException {
    SignalboxException refusal = refusal(text.getBytes(UTF_8));
    assertThat(refusal.code().code()).as(text).isEqualTo("dataset.not_a_table");
    assertThat(argument(refusal, "reason")).contains(reason);
  }

  private static String argument(SignalboxException refusal, String name) {
    SignalboxException.@Nullable Argument argument = refusal.arguments().get(name);
    return argument == null ? "" : argument.text();
  }
}
