package signalbox.presentation.rest.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.MetricSummary;
import signalbox.application.run.RunExport;
import signalbox.application.run.RunLogs;
import signalbox.application.run.RunNames;
import signalbox.application.run.RunRow;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.SolveOutcome;
import signalbox.domain.study.TrialState;
import signalbox.presentation.shared.Json;
import signalbox.presentation.view.Words;

/** A table of runs as a file, written row by row. */
record RunFile(Json json, Format format, List<RunField> columns) {
  private static final int BUFFER = 64 * 1024;
  private static final List<String> FIXED =
      List.of(
          "id",
          "name",
          "kind",
          "status",
          "dataset",
          "algorithm",
          "owner",
          "tags",
          "created",
          "started",
          "ended",
          "duration_seconds",
          "attempt",
          "priority",
          "log_warnings",
          "log_errors",
          "outcome",
          "study",
          "trial",
          "trial_state");

  /** The lower-case name is the public word. */
  enum Format {
    CSV("text/csv", ".csv"),
    JSON("application/json", ".json"),
    JSONL("application/x-ndjson", ".jsonl");

    private final String contentType;
    private final String extension;

    Format(String contentType, String extension) {
      this.contentType = contentType;
      this.extension = extension;
    }

    String contentType() {
      return contentType;
    }

    String extension() {
      return extension;
    }
  }

  void write(RunExport export, OutputStream out) throws IOException {
    OutputStream sink = new BufferedOutputStream(out, BUFFER);
    boolean[] first = {true};
    try {
      switch (format) {
        case CSV -> {
          List<String> header = new ArrayList<>(FIXED);
          columns.forEach(column -> header.add(column.text()));
          line(sink, header);
        }
        case JSON -> sink.write('[');
        case JSONL -> {}
      }
      export.read(row -> {
        try {
          write(sink, row, first[0]);
          first[0] = false;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      if (format == Format.JSON) {
        sink.write("\n]\n".getBytes(StandardCharsets.UTF_8));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    // The stream stays open: the server closes it, and a file cut short must not look whole.
    sink.flush();
  }

  private void write(OutputStream sink, RunRow row, boolean first) throws IOException {
    switch (format) {
      case CSV -> line(sink, cells(row));
      case JSON -> {
        sink.write((first ? "\n" : ",\n").getBytes(StandardCharsets.UTF_8));
        sink.write(json.write(RunTableBodies.RowBody.of(row, !columns.isEmpty())));
      }
      case JSONL -> {
        sink.write(json.write(RunTableBodies.RowBody.of(row, !columns.isEmpty())));
        sink.write('\n');
      }
    }
  }

  private List<String> cells(RunRow row) {
    Run run = row.view().run();
    RunLogs.Counts log = row.view().log();
    Instant started = run.state().startedAt();
    Instant ended = run.state().endedAt();
    List<String> cells = new ArrayList<>();
    cells.add(run.id().toString());
    cells.add(run.name());
    cells.add(Words.of(run.kind()));
    cells.add(run.status().word());
    RunNames.NamedDataset dataset = row.view().dataset();
    cells.add(dataset == null ? "" : dataset.name());
    cells.add(text(run.spec().algorithm()));
    cells.add(row.view().creatorName());
    cells.add(String.join(" ", run.tags()));
    cells.add(run.createdAt().toString());
    cells.add(text(started));
    cells.add(text(ended));
    cells.add(
        started == null || ended == null
            ? ""
            : Double.toString(Duration.between(started, ended).toMillis() / 1e3));
    cells.add(Integer.toString(run.attempt()));
    cells.add(Integer.toString(run.priority()));
    cells.add(log == null ? "" : Long.toString(log.warnings()));
    cells.add(log == null ? "" : Long.toString(log.errors()));
    SolveOutcome outcome = run.state().outcome();
    cells.add(outcome == null ? "" : Words.of(outcome));
    RunSpec.Trial trial = run.spec() instanceof RunSpec.Trial one ? one : null;
    TrialState trialState = row.view().trialState();
    cells.add(trial == null ? "" : trial.study().toString());
    cells.add(trial == null ? "" : Integer.toString(trial.number()));
    cells.add(trialState == null ? "" : Words.of(trialState));
    for (RunField column : columns) {
      cells.add(cell(row, column));
    }
    return cells;
  }

  private static String cell(RunRow row, RunField column) {
    return switch (column) {
      case RunField.Metric metric -> {
        MetricSummary summary = row.metrics().get(metric.key());
        Double value = summary == null ? null : summary.value(metric.aggregate());
        yield summary != null && value == null && Double.isNaN(summary.last())
            ? "NaN"
            : text(value);
      }
      case RunField.Parameter parameter -> text(row.parameters().get(parameter.path()));
      case RunField.Attribute _ -> "";
    };
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static void line(OutputStream sink, List<String> cells) throws IOException {
    StringBuilder line = new StringBuilder();
    for (String cell : cells) {
      // The first cell of a line is never empty.
      line.append(line.isEmpty() ? "" : ",").append(escaped(cell));
    }
    sink.write(line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  /** As RFC 4180 says; a cell that a spreadsheet would calculate gets a quote in front. */
  private static String escaped(String cell) {
    boolean formula = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 && !isNumber(cell);
    String safe = formula ? "'" + cell : cell;
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
  }

  private static boolean isNumber(String cell) {
    try {
      return !Double.isNaN(Double.parseDouble(cell));
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
