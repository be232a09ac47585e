package signalbox.presentation.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.BulkResult;
import signalbox.application.run.FilterWords;
import signalbox.application.run.MetricSummary;
import signalbox.application.run.RunComparison;
import signalbox.application.run.RunGroup;
import signalbox.application.run.RunGroups;
import signalbox.application.run.RunRow;
import signalbox.application.run.RunTablePage;
import signalbox.application.run.RunView;
import signalbox.application.run.RunWords;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunFilterPrinter;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.view.MetricSummaryJson;
import signalbox.presentation.view.RunJson;
import signalbox.presentation.view.Words;

/** What the table of runs is told. */
final class RunTableBodies {
  private RunTableBodies() {}

  /** A part of the table. */
  record PageBody(
      List<RowBody> items,
      @Nullable String nextCursor,
      long total,
      @Nullable Long position,
      @Nullable UUID baselineRunId) {
    static PageBody of(RunTablePage page) {
      return new PageBody(
          page.rows().stream().map(row -> RowBody.of(row, page.columns())).toList(),
          page.nextCursor(),
          page.total(),
          page.position(),
          id(page.baseline()));
    }
  }

  /** A run, and the columns that were asked for. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RowBody(
      @JsonUnwrapped RunJson run,
      @Nullable Map<String, MetricSummaryJson> metrics,
      @Nullable Map<String, Object> params) {
    static RowBody of(RunRow row, boolean columns) {
      return columns
          ? new RowBody(
              RunJson.withoutSummary(row.view()), summaries(row.metrics()), row.parameters())
          : new RowBody(RunJson.of(row.view()), null, null);
    }
  }

  private static Map<String, MetricSummaryJson> summaries(Map<String, MetricSummary> summaries) {
    Map<String, MetricSummaryJson> metrics = new TreeMap<>();
    summaries.forEach((key, summary) -> metrics.put(key, MetricSummaryJson.of(summary)));
    return metrics;
  }

  /** Metrics and parameters of a project. */
  record ColumnsBody(List<ColumnBody> items, @Nullable String nextCursor, long total) {
    static ColumnsBody of(RunWords.Fields found) {
      return new ColumnsBody(
          found.fields().stream().map(ColumnBody::of).toList(), null, found.total());
    }
  }

  /** A metric or a parameter. */
  record ColumnBody(String field, String kind, String key) {
    static ColumnBody of(RunField field) {
      return switch (field) {
        case RunField.Metric metric -> new ColumnBody(field.text(), "metric", metric.key());
        case RunField.Parameter parameter ->
            new ColumnBody(field.text(), "param", parameter.path());
        case RunField.Attribute _ -> new ColumnBody(field.text(), "attribute", field.text());
      };
    }
  }

  /** What can stand at a place of a filter. */
  record WordsBody(int from, int to, String expects, List<WordBody> items) {
    static WordsBody of(FilterWords words) {
      return new WordsBody(
          words.from(),
          words.to(),
          Words.of(words.expects()),
          words.items().stream()
              .map(item ->
                  new WordBody(item.text(), item.label(), Words.of(item.kind()), item.runs()))
              .toList());
    }
  }

  /** One of them. */
  record WordBody(String text, String label, String kind, @Nullable Long count) {}

  /** Groups of runs. */
  record GroupsBody(List<GroupBody> items, @Nullable String nextCursor, long total) {
    static GroupsBody of(RunGroups.Grouped grouped, RunField by, List<RunField.Metric> metrics) {
      return new GroupsBody(
          grouped.groups().stream().map(group -> GroupBody.of(group, by, metrics)).toList(),
          null,
          grouped.total());
    }
  }

  /** A group. */
  record GroupBody(
      @Nullable Object value,
      String label,
      String filter,
      long n,
      Map<String, ValuesBody> metrics) {
    static GroupBody of(RunGroup group, RunField by, List<RunField.Metric> metrics) {
      Map<String, ValuesBody> values = new LinkedHashMap<>();
      for (int i = 0; i < metrics.size(); i++) {
        values.put(metrics.get(i).text(), ValuesBody.of(group.metrics().get(i)));
      }
      Object value = group.value();
      return new GroupBody(
          value,
          value == null ? "not set" : label(value),
          RunFilterPrinter.print(group.condition(by)),
          group.runs(),
          values);
    }

    /** 6 rather than 6.0. */
    private static String label(Object value) {
      return value instanceof Double number
              && number == Math.rint(number)
              && Math.abs(number) < 1e15
          ? Long.toString(number.longValue())
          : value.toString();
    }
  }

  /** A metric in a group. */
  record ValuesBody(
      long n,
      @Nullable Double mean,
      @Nullable Double std,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable UUID minRunId,
      @Nullable UUID maxRunId) {
    static ValuesBody of(RunGroup.Values values) {
      return new ValuesBody(
          values.runs(),
          values.mean(),
          values.std(),
          values.min(),
          values.max(),
          id(values.minRun()),
          id(values.maxRun()));
    }
  }

  static @Nullable UUID id(@Nullable RunId run) {
    return run == null ? null : run.value();
  }

  /** Runs side by side. */
  record ComparisonBody(
      List<RunJson> runs, List<ParameterLine> params, List<MetricLine> metrics, boolean truncated) {
    static ComparisonBody of(RunComparison comparison) {
      return new ComparisonBody(
          comparison.runs().stream().map(ComparisonBody::compared).toList(),
          comparison.parameters().stream()
              .map(line -> new ParameterLine(line.name(), line.differs(), line.values()))
              .toList(),
          comparison.metrics().stream().map(MetricLine::of).toList(),
          comparison.truncated());
    }

    /**
     * The final values of a solve are few, and no series has them; those of others may be hundreds.
     */
    private static RunJson compared(RunView view) {
      return view.run().spec().work() instanceof RunSpec.Solve
          ? RunJson.of(view)
          : RunJson.withoutSummary(view);
    }
  }

  /** A parameter of all runs. */
  record ParameterLine(String path, boolean differs, List<@Nullable Object> values) {}

  /** A metric of all runs. */
  record MetricLine(String key, boolean differs, List<@Nullable MetricSummaryJson> values) {
    static MetricLine of(RunComparison.Line<MetricSummary> line) {
      List<@Nullable MetricSummaryJson> values = new ArrayList<>();
      for (MetricSummary summary : line.values()) {
        values.add(summary == null ? null : MetricSummaryJson.of(summary));
      }
      return new MetricLine(line.name(), line.differs(), values);
    }
  }

  /** Which runs are asked about. */
  record MatchBody(String filter, List<UUID> runIds) {}

  /** Those that match. */
  record MatchingBody(List<UUID> matching) {}

  /** Which runs are compared. */
  record CompareBody(List<UUID> runIds) {}

  /** What is done to which runs. */
  record BulkBody(
      String action,
      @Nullable List<UUID> runIds,
      @Nullable String filter,
      @Nullable List<String> tags,
      @Nullable String mode) {}

  /** What became of each run. */
  record BulkResultBody(
      int asked, List<UUID> succeeded, List<BulkFailure> failed, List<BulkStarted> started) {
    static BulkResultBody of(BulkResult result, ErrorCatalogue catalogue) {
      return new BulkResultBody(
          result.succeeded().size() + result.failed().size(),
          result.succeeded().stream().map(RunId::value).toList(),
          result.failed().entrySet().stream()
              .map(failed ->
                  new BulkFailure(
                      failed.getKey().value(),
                      failed.getValue().code().code(),
                      catalogue.text(failed.getValue())))
              .toList(),
          result.started().entrySet().stream()
              .map(started -> new BulkStarted(started.getKey().value(), started.getValue().value()))
              .toList());
    }
  }

  /** A run to which nothing was done. */
  record BulkFailure(UUID runId, String code, String detail) {}

  /** A run that tries another again. */
  record BulkStarted(UUID runId, UUID newRunId) {}

  /** The run that others are compared with. */
  record BaselineBody(@Nullable UUID runId) {}
}
