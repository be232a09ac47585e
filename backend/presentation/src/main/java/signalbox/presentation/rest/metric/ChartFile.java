package signalbox.presentation.rest.metric;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.ChartDownload;
import signalbox.application.metric.SeriesTotals;

/** The points of a chart as CSV (RFC 4180), one a line. */
final class ChartFile {
  private static final int BUFFER = 64 * 1024;
  private static final String HEADER =
      "run,run_name,key,attempt,step,time,relative_seconds,x,value\r\n";

  private ChartFile() {}

  static void write(ChartDownload download, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
    writer.write(HEADER);
    Lines lines = new Lines(writer);
    try {
      download.forEach(lines::point);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writer.flush();
  }

  /** Keeps what is the same in all lines of a series. */
  private static final class Lines {
    private final Writer writer;
    private @Nullable SeriesTotals current;
    private String begin = "";

    Lines(Writer writer) {
      this.writer = writer;
    }

    void point(
        SeriesTotals series,
        String runName,
        long step,
        long micros,
        double relativeSeconds,
        double x,
        double value) {
      if (!series.equals(current)) {
        current = series;
        begin =
            series.run()
                + ","
                + quoted(runName)
                + ","
                + quoted(series.key())
                + ","
                + series.attempt()
                + ",";
      }
      try {
        writer.write(begin);
        writer.write(Long.toString(step));
        writer.write(',');
        writer.write(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
        writer.write(',');
        writer.write(number(relativeSeconds));
        writer.write(',');
        writer.write(number(x));
        writer.write(',');
        writer.write(number(value));
        writer.write("\r\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String number(double value) {
      long whole = (long) value;
      return whole == value && Math.abs(value) < 1e15
          ? Long.toString(whole)
          : Double.toString(value);
    }

    /** A text that a spreadsheet would take for a formula is made harmless. */
    private static String quoted(String text) {
      String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
      boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
  }
}
