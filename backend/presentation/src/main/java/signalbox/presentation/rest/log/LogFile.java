package signalbox.presentation.rest.log;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import signalbox.application.log.LogDownload;
import signalbox.application.log.ReadLine;
import signalbox.domain.log.LogLevel;
import signalbox.domain.log.LogLine;
import signalbox.presentation.shared.Json;
import signalbox.presentation.view.LogLineJson;

/**
 * A log as a file.
 *
 * @param prefix whether time, level and logger stand before each line of a text
 */
record LogFile(Json json, boolean jsonLines, boolean gzip, boolean prefix) {
  private static final int BUFFER = 64 * 1024;

  String contentType() {
    return gzip ? "application/gzip" : jsonLines ? "application/x-ndjson" : "text/plain";
  }

  String extension() {
    return (jsonLines ? ".jsonl" : ".log") + (gzip ? ".gz" : "");
  }

  void write(LogDownload download, OutputStream out) throws IOException {
    OutputStream open = new StaysOpen(out);
    try (OutputStream sink =
        new BufferedOutputStream(gzip ? new GZIPOutputStream(open, BUFFER) : open, BUFFER)) {
      download.read(line -> {
        try {
          write(line, sink);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(ReadLine read, OutputStream sink) throws IOException {
    if (jsonLines) {
      sink.write(json.write(LogLineJson.of(read)));
    } else {
      LogLine line = read.line();
      if (prefix) {
        sink.write(prefix(line).getBytes(StandardCharsets.UTF_8));
      }
      byte[] raw = line.raw();
      sink.write(raw == null ? line.text().getBytes(StandardCharsets.UTF_8) : raw);
    }
    sink.write('\n');
  }

  private static String prefix(LogLine line) {
    String level = LogLevel.of(line.level()).word().toUpperCase(Locale.ROOT);
    return "%s %-8s %s"
        .formatted(
            LogLineJson.time(line.time()),
            level,
            line.logger().isEmpty() ? "" : line.logger() + ": ");
  }

  /** The server closes its stream itself; a file cut short must not look whole. */
  private static final class StaysOpen extends FilterOutputStream {
    StaysOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() {
      // See above.
    }
  }
}
