package signalbox.infrastructure.file.dataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.TableFiles.Extent;
import signalbox.application.dataset.TableFiles.RowSink;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/**
 * Reads the first sheet of an Excel workbook, row by row. What a workbook unpacks to is bounded,
 * and its XML may neither define nor fetch anything. An empty cell is missing; a formula is its
 * last value.
 */
final class XlsxTable {
  /** All texts of a workbook stand in one part, which is kept in memory. */
  static final long MAX_TEXTS_BYTES = 48L * 1024 * 1024;

  static final long MAX_PART_BYTES = 2L * 1024 * 1024 * 1024;
  private static final int MAX_SMALL_PART_BYTES = 4 * 1024 * 1024;
  private static final long MAX_TEXTS_CHARS = 32L * 1024 * 1024;
  private static final int MAX_ENTRIES = 10_000;
  private static final long SECONDS_OF_DAY = 86_400;
  private static final XMLInputFactory FACTORY = factory();

  private final ZipFile zip;
  private final Dialect dialect;
  private final List<String> texts = new ArrayList<>();
  private final List<Boolean> dateStyles = new ArrayList<>();
  private boolean from1904;

  private XlsxTable(ZipFile zip, Dialect dialect) {
    this.zip = zip;
    this.dialect = dialect;
  }

  /**
   * @return false when the extent ended before the sheet
   */
  static boolean read(Path file, Dialect dialect, Extent extent, RowSink sink) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MAX_ENTRIES) {
        throw refused("it is a workbook of too many parts", null);
      }
      return new XlsxTable(zip, dialect).read(extent, sink);
    } catch (ZipException | XMLStreamException e) {
      throw refused("it is an Excel workbook that cannot be read", e);
    }
  }

  private boolean read(Extent extent, RowSink sink) throws IOException, XMLStreamException {
    String sheet = firstSheet();
    readStyles();
    readTexts();
    try (InputStream in = part(sheet, MAX_PART_BYTES)) {
      XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
      try {
        return rows(xml, extent, sink);
      } finally {
        xml.close();
      }
    }
  }

  private String firstSheet() throws IOException, XMLStreamException {
    String[] relation = new String[1];
    elements(
        "xl/workbook.xml",
        (xml, name) -> {
          if (name.equals("workbookPr")) {
            String flag = xml.getAttributeValue(null, "date1904");
            from1904 = "1".equals(flag) || "true".equals(flag);
          } else if (name.equals("sheet") && relation[0] == null) {
            relation[0] = attribute(xml, "id");
          }
        });
    String wanted = relation[0];
    if (wanted == null) {
      throw refused("it is a workbook without a sheet", null);
    }
    Map<String, String> targets = new HashMap<>();
    elements(
        "xl/_rels/workbook.xml.rels",
        (xml, name) -> {
          if (name.equals("Relationship")) {
            targets.put(attribute(xml, "Id"), attribute(xml, "Target"));
          }
        });
    String target = targets.getOrDefault(wanted, "worksheets/sheet1.xml");
    return target.startsWith("/") ? target.substring(1) : "xl/" + target;
  }

  private void readStyles() throws IOException, XMLStreamException {
    if (zip.getEntry("xl/styles.xml") == null) {
      return;
    }
    Set<Integer> dates = new HashSet<>();
    for (int id = 14; id <= 22; id++) {
      dates.add(id);
    }
    dates.addAll(List.of(45, 46, 47));
    boolean[] cells = new boolean[1];
    elements(
        "xl/styles.xml",
        (xml, name) -> {
          switch (name) {
            case "numFmt" -> {
              if (isDate(attribute(xml, "formatCode"))) {
                dates.add(number(attribute(xml, "numFmtId")));
              }
            }
            case "cellXfs" -> cells[0] = true;
            case "cellStyles", "dxfs" -> cells[0] = false;
            case "xf" -> {
              if (cells[0] && dateStyles.size() < 100_000) {
                dateStyles.add(dates.contains(number(attribute(xml, "numFmtId"))));
              }
            }
            default -> {}
          }
        });
  }

  /** A format with a year, a month, a day or an hour outside of quotes, brackets and colours. */
  private static boolean isDate(String format) {
    String bare = format.replaceAll("\"[^\"]*\"|\\\\.|\\[[^\\]]*\\]|_.", "");
    return bare.matches("(?is).*[ymdhs].*") && !bare.equalsIgnoreCase("general");
  }

  private void readTexts() throws IOException, XMLStreamException {
    if (zip.getEntry("xl/sharedStrings.xml") == null) {
      return;
    }
    long chars = 0;
    try (InputStream in = part("xl/sharedStrings.xml", MAX_TEXTS_BYTES)) {
      XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("si")) {
          String text = richText(xml, "si");
          chars += text.length();
          if (chars > MAX_TEXTS_CHARS) {
            throw refused("its texts are larger than 32 Mi characters", null);
          }
          texts.add(text);
        }
      }
      xml.close();
    }
  }

  /** The characters of all {@code t} below an element, but not of phonetic hints. */
  private static String richText(XMLStreamReader xml, String end) throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    boolean inText = false;
    int phonetic = 0;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (xml.getLocalName().equals("rPh")) {
            phonetic++;
          }
          inText = xml.getLocalName().equals("t");
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (inText && phonetic == 0) {
            text.append(xml.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (xml.getLocalName().equals("rPh")) {
            phonetic--;
          }
          inText = false;
          if (xml.getLocalName().equals(end)) {
            return text.toString();
          }
        }
        default -> {}
      }
    }
    return text.toString();
  }

  private boolean rows(XMLStreamReader xml, Extent extent, RowSink sink) throws XMLStreamException {
    MissingTokens missing = new MissingTokens(dialect.missing());
    int width = 0;
    long line = 0;
    long rows = 0;
    long chars = 0;
    List<@Nullable String> cells = new ArrayList<>();
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT || !xml.getLocalName().equals("row")) {
        continue;
      }
      String number = xml.getAttributeValue(null, "r");
      line = number == null ? line + 1 : number(number);
      cells.clear();
      cells(xml, cells);
      while (!cells.isEmpty() && isBlank(cells.getLast())) {
        cells.removeLast();
      }
      if (cells.isEmpty()) {
        continue;
      }
      if (width == 0) {
        width = cells.size();
        List<String> names = names(cells);
        ColumnNames.require(names);
        sink.header(names, List.of());
        if (dialect.header()) {
          continue;
        }
      }
      if (rows >= extent.rows() || chars >= extent.chars()) {
        return false;
      }
      rows++;
      if (cells.size() > width) {
        sink.fault(
            new Fault(
                null,
                line,
                width + 1,
                CsvParser.cut(String.valueOf(cells.get(width))),
                "The row has " + cells.size() + " cells where the header has " + width));
        continue;
      }
      @Nullable String[] values = new String[width];
      for (int i = 0; i < cells.size(); i++) {
        values[i] = missing.orNull(cells.get(i));
        chars += values[i] == null ? 0 : String.valueOf(values[i]).length();
      }
      sink.row(line, values);
    }
    if (width == 0) {
      throw SignalboxException.of(ErrorCode.DATASET_EMPTY);
    }
    return true;
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private List<String> names(List<@Nullable String> cells) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      names.add(dialect.header() ? String.valueOf(orEmpty(cells.get(i))) : "column_" + (i + 1));
    }
    return names;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text.strip();
  }

  private void cells(XMLStreamReader xml, List<@Nullable String> cells) throws XMLStreamException {
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("row")) {
        return;
      }
      if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("c")) {
        String place = xml.getAttributeValue(null, "r");
        int column = place == null ? cells.size() : column(place);
        if (column >= 2 * ColumnNames.MAX_COLUMNS) {
          throw refused("it has too many columns", null);
        }
        while (cells.size() <= column) {
          cells.add(null);
        }
        cells.set(column, cell(xml));
      }
    }
  }

  private static int column(String place) {
    int column = 0;
    for (int i = 0; i < place.length() && i < 4; i++) {
      char c = place.charAt(i);
      if (c < 'A' || c > 'Z') {
        break;
      }
      column = column * 26 + (c - 'A' + 1);
    }
    return Math.max(0, column - 1);
  }

  private @Nullable String cell(XMLStreamReader xml) throws XMLStreamException {
    String type = attribute(xml, "t");
    int style = number(attribute(xml, "s"));
    @Nullable String value = null;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("c")) {
        break;
      }
      if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("v")) {
        value = xml.getElementText();
      } else if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("is")) {
        value = richText(xml, "is");
      }
    }
    if (value == null) {
      return null;
    }
    if (value.length() > CsvParser.MAX_FIELD) {
      throw refused("a cell is larger than 1 MiB", null);
    }
    return switch (type) {
      case "s" -> shared(value);
      case "b" -> value.equals("1") ? "true" : "false";
      case "str", "inlineStr", "e", "d" -> value;
      default -> numeric(value, style);
    };
  }

  private String shared(String value) {
    int index = number(value);
    if (index >= texts.size()) {
      throw refused("it is an Excel workbook that cannot be read", null);
    }
    return texts.get(index);
  }

  private String numeric(String value, int style) {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return value;
    }
    boolean date = style < dateStyles.size() && dateStyles.get(style);
    if (date && number >= 0 && number < 2_958_466) {
      return date(number);
    }
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    return Double.toString(number);
  }

  /** Days since the end of 1899, as Excel counts them (which takes 1900 for a leap year). */
  private String date(double serial) {
    LocalDate zero = from1904 ? LocalDate.of(1904, 1, 1) : LocalDate.of(1899, 12, 30);
    long days = (long) Math.floor(serial);
    long seconds = Math.round((serial - days) * SECONDS_OF_DAY);
    LocalDateTime time = zero.atStartOfDay().plusDays(days).plusSeconds(seconds);
    return seconds % SECONDS_OF_DAY == 0
        ? time.toLocalDate().toString()
        : time.toLocalDate() + "T" + time.toLocalTime();
  }

  /** Takes the elements of a small part as they begin. */
  private interface Visitor {
    void begin(XMLStreamReader xml, String name);
  }

  private void elements(String name, Visitor visitor) throws IOException, XMLStreamException {
    try (InputStream in = part(name, MAX_SMALL_PART_BYTES)) {
      XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          visitor.begin(xml, xml.getLocalName());
        }
      }
      xml.close();
    }
  }

  private static String attribute(XMLStreamReader xml, String name) {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (xml.getAttributeLocalName(i).equals(name)) {
        return xml.getAttributeValue(i);
      }
    }
    return "";
  }

  private static int number(String text) {
    try {
      return text.isEmpty() ? 0 : Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private InputStream part(String name, long maxBytes) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw refused("it is an Excel workbook without the part " + name, null);
    }
    return new Bounded(zip.getInputStream(entry), maxBytes);
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static SignalboxException refused(String reason, @Nullable Throwable cause) {
    SignalboxException refusal =
        SignalboxException.of(ErrorCode.DATASET_NOT_A_TABLE).unsafe("reason", reason);
    return cause == null ? refusal : refusal.causedBy(cause);
  }

  /** Ends a part that unpacks to more than it may, whatever its size is said to be. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long maxBytes) {
      super(in);
      this.left = maxBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      left -= Math.max(0, count);
      if (left < 0) {
        throw refused("it is a workbook that unpacks to too much", null);
      }
      return count;
    }
  }
}
