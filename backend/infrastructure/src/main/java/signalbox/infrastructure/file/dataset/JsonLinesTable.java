package signalbox.infrastructure.file.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.TableFiles.Extent;
import signalbox.application.dataset.TableFiles.RowSink;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/**
 * Reads one JSON object a line. The columns are all keys of the file, in the order in which they
 * first appear; what an object lacks is missing, and a nested value is its JSON text.
 */
final class JsonLinesTable {
  private static final int MAX_LINE = 16 * 1024 * 1024;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxStringLength(CsvParser.MAX_FIELD)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // 1.50 stays 1.50.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonLinesTable() {}

  /** Takes the lines that hold an object. */
  private interface LineSink {
    void object(long line, ObjectNode object);

    void fault(Fault fault);
  }

  static boolean isObject(String line) {
    try {
      return MAPPER.readTree(line) instanceof ObjectNode;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /**
   * @return false when the extent ended before the file
   */
  static boolean read(Path file, Dialect dialect, Extent extent, RowSink sink) throws IOException {
    Map<String, Integer> places = new LinkedHashMap<>();
    lines(
        file,
        dialect,
        extent,
        new LineSink() {
          @Override
          public void object(long line, ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> places.putIfAbsent(name, places.size()));
            if (places.size() > ColumnNames.MAX_COLUMNS) {
              ColumnNames.require(List.copyOf(places.keySet()));
            }
          }

          @Override
          public void fault(Fault fault) {}
        });
    if (places.isEmpty()) {
      throw SignalboxException.of(ErrorCode.DATASET_EMPTY);
    }
    List<String> names = new ArrayList<>(places.keySet());
    ColumnNames.require(names);
    sink.header(names, List.of());
    MissingTokens missing = new MissingTokens(dialect.missing());
    @Nullable String[] values = new String[names.size()];
    return lines(
        file,
        dialect,
        extent,
        new LineSink() {
          @Override
          public void object(long line, ObjectNode object) {
            for (int i = 0; i < values.length; i++) {
              values[i] = missing.orNull(text(object.get(names.get(i))));
            }
            sink.row(line, values);
          }

          @Override
          public void fault(Fault fault) {
            sink.fault(fault);
          }
        });
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    return node.isTextual() || node.isBoolean() ? node.asText() : node.toString();
  }

  private static boolean lines(Path file, Dialect dialect, Extent extent, LineSink sink)
      throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new TextReader(Files.newInputStream(file), dialect.encoding().charset()))) {
      long line = 0;
      long rows = 0;
      long chars = 0;
      StringBuilder text = new StringBuilder();
      while (true) {
        int length = readLine(reader, text);
        if (length < 0) {
          return true;
        }
        line++;
        if (text.toString().isBlank()) {
          continue;
        }
        if (rows >= extent.rows() || chars >= extent.chars()) {
          return false;
        }
        rows++;
        chars += length;
        parse(line, text.toString(), length, sink);
      }
    }
  }

  private static void parse(long line, String text, int length, LineSink sink) {
    if (length > MAX_LINE) {
      sink.fault(
          new Fault(null, line, null, CsvParser.cut(text), "The line is larger than 16 MiB"));
      return;
    }
    int unreadable = text.indexOf(TextReader.UNREADABLE);
    if (unreadable >= 0) {
      sink.fault(
          new Fault(
              null,
              line,
              unreadable + 1,
              CsvParser.cut(text),
              "A byte of the line means nothing in the encoding"));
      return;
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node instanceof ObjectNode object) {
        sink.object(line, object);
      } else {
        sink.fault(
            new Fault(null, line, 1, CsvParser.cut(text), "The line is JSON, but not an object"));
      }
    } catch (JsonProcessingException e) {
      Integer column = e.getLocation() == null ? null : e.getLocation().getColumnNr();
      sink.fault(
          new Fault(null, line, column, CsvParser.cut(text), "The line is not a JSON object"));
    }
  }

  /**
   * @return the length of the line, of which {@code text} has at most the limit; -1 at the end
   */
  private static int readLine(BufferedReader reader, StringBuilder text) throws IOException {
    text.setLength(0);
    int length = 0;
    int next = reader.read();
    if (next < 0) {
      return -1;
    }
    for (; next >= 0 && next != '\n'; next = reader.read()) {
      length++;
      if (length <= MAX_LINE && next != '\r') {
        text.append((char) next);
      }
    }
    return length;
  }
}
