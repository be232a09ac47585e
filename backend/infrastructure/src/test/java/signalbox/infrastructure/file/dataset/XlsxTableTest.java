package signalbox.infrastructure.file.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.dataset.Faults;
import signalbox.application.dataset.TableFiles;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

class XlsxTableTest {
  private static final String SHEET = "xl/worksheets/sheet1.xml";

  @TempDir private Path folder;

  private final LocalTableFiles files = new LocalTableFiles();

  private static final class Collected implements TableFiles.RowSink {
    private final List<String> names = new ArrayList<>();
    private final List<List<@Nullable String>> rows = new ArrayList<>();
    private final Faults faults = new Faults();

    @Override
    public void header(List<String> found, List<ColumnType> declared) {
      names.addAll(found);
    }

    @Override
    public void row(long line, @Nullable String[] values) {
      rows.add(Arrays.asList(values.clone()));
    }

    @Override
    public void fault(Fault fault) {
      faults.add(fault);
    }
  }

  @Test
  void readsTheFirstSheet() throws IOException {
    String rows =
        """
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>when</t></is></c>
          <c r="C1" t="str"><v>share</v></c><c r="D1" t="s"><v>1</v></c></row>
        <row r="2"><c r="A2"><v>7</v></c><c r="B2" s="1"><v>45292</v></c><c r="C2"><v>0.25</v></c>
          <c r="D2" t="b"><v>1</v></c></row>
        <row r="3"/>
        <row r="4"><c r="B4" s="1"><v>45292.75</v></c><c r="D4" t="s"><v>2</v></c></row>
        <row r="5"><c r="A5"><v>1</v></c><c r="E5"><v>2</v></c></row>
        """;
    Collected table = read(workbook(rows));

    assertThat(table.names).containsExactly("name", "when", "share", "ok & <fine>");
    assertThat(table.rows)
        .containsExactly(
            Arrays.asList("7", "2024-01-01", "0.25", "true"),
            Arrays.asList(null, "2024-01-01T18:00", null, "rich text"));
    assertThat(table.faults.first())
        .containsExactly(new Fault(null, 5L, 5, "2", "The row has 5 cells where the header has 4"));
  }

  @Test
  void isKnownByWhatIsInIt() throws IOException {
    assertThat(files.guess(workbook("<row/>")).format()).isEqualTo(SourceFormat.XLSX);
  }

  @Test
  void refusesAWorkbookThatUnpacksToTooMuch() throws IOException {
    Path bomb = folder.resolve("bomb.xlsx");
    Map<String, String> parts = parts("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    parts.remove("xl/sharedStrings.xml");
    byte[] chunk = ("<si><t>" + "x".repeat(60_000) + "</t></si>").getBytes(UTF_8);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(UTF_8));
      }
      zip.putNextEntry(new ZipEntry("xl/sharedStrings.xml"));
      zip.write("<sst>".getBytes(UTF_8));
      for (int i = 0; i < 2000; i++) {
        zip.write(chunk);
      }
      zip.write("</sst>".getBytes(UTF_8));
    }

    assertThat(Files.size(bomb)).isLessThan(1024 * 1024);
    assertThatThrownBy(() -> read(bomb))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("dataset.not_a_table");
  }

  @Test
  void fetchesNothingThatItsXmlNames() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
    Map<String, String> parts = parts("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>");
    parts.put(
        "xl/sharedStrings.xml",
        "<!DOCTYPE sst [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]><sst><si><t>&e;</t></si></sst>");

    assertThatThrownBy(() -> read(zip(parts))).isInstanceOf(SignalboxException.class);
  }

  @Test
  void refusesWhatIsCutOff() throws IOException {
    byte[] whole = Files.readAllBytes(workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"));
    Path cut = Files.write(folder.resolve("cut.xlsx"), Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> files.guess(cut))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("dataset.not_a_table");
  }

  private Collected read(Path file) {
    Collected table = new Collected();
    files.read(file, Dialect.standard(SourceFormat.XLSX, null), TableFiles.Extent.WHOLE, table);
    return table;
  }

  private Path workbook(String rows) throws IOException {
    return zip(parts(rows));
  }

  private Path zip(Map<String, String> parts) throws IOException {
    Path file = Files.createTempFile(folder, "book", ".xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(UTF_8));
      }
    }
    return file;
  }

  private static Map<String, String> parts(String rows) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("[Content_Types].xml", "<Types/>");
    parts.put(
        "xl/workbook.xml",
        "<workbook xmlns:r=\"urn:r\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId3\"/>"
            + "<sheet name=\"Two\" sheetId=\"2\" r:id=\"rId4\"/></sheets></workbook>");
    parts.put(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId4\" Target=\"worksheets/sheet2.xml\"/>"
            + "<Relationship Id=\"rId3\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
    parts.put(
        "xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
            + "<cellStyleXfs><xf numFmtId=\"0\"/></cellStyleXfs>"
            + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>");
    parts.put(
        "xl/sharedStrings.xml",
        "<sst><si><t>name</t></si><si><t>ok &amp; &lt;fine&gt;</t></si>"
            + "<si><r><t>rich </t></r><r><t>text</t></r><rPh><t>hint</t></rPh></si></sst>");
    parts.put(SHEET, "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    return parts;
  }
}
