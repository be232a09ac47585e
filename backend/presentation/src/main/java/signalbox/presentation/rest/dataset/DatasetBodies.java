package signalbox.presentation.rest.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.DatasetRows;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.TableProfile;
import signalbox.application.dataset.TargetCheck;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.Dataset;

/** The JSON of datasets. */
final class DatasetBodies {
  private DatasetBodies() {}

  record ColumnBody(String name, String type) {
    static List<ColumnBody> of(List<Column> columns) {
      return columns.stream()
          .map(column -> new ColumnBody(column.name(), word(column.type())))
          .toList();
    }
  }

  record UserRefBody(UUID id, String name) {}

  record DatasetBody(
      UUID id,
      UUID projectId,
      String name,
      String format,
      @Nullable String delimiter,
      long sizeBytes,
      String sha256,
      long rows,
      List<ColumnBody> columns,
      Instant createdAt,
      UserRefBody createdBy,
      long runs) {
    static DatasetBody of(DatasetView view) {
      Dataset dataset = view.dataset();
      return new DatasetBody(
          dataset.id().value(),
          dataset.projectId().value(),
          dataset.name(),
          word(dataset.format()),
          dataset.delimiter(),
          dataset.sizeBytes(),
          dataset.sha256(),
          dataset.rows(),
          ColumnBody.of(dataset.columns()),
          dataset.createdAt(),
          new UserRefBody(dataset.createdBy().value(), view.createdByName()),
          view.runs());
    }
  }

  record ListBody<T>(List<T> items, @Nullable String nextCursor, long total) {}

  record PreviewBody(List<ColumnBody> columns, List<List<@Nullable String>> rows, long totalRows) {
    static PreviewBody of(DatasetRows rows) {
      return new PreviewBody(
          ColumnBody.of(rows.dataset().columns()), rows.preview().rows(), rows.dataset().rows());
    }
  }

  record ProfileBody(long rows, long sampledRows, List<ColumnProfileBody> columns) {
    static ProfileBody of(TableProfile profile) {
      return new ProfileBody(
          profile.rows(),
          profile.sampledRows(),
          profile.columns().stream().map(ColumnProfileBody::of).toList());
    }
  }

  record ColumnProfileBody(
      String name,
      String type,
      long missing,
      long distinct,
      boolean distinctExact,
      @Nullable String minimum,
      @Nullable String maximum,
      @Nullable Double mean,
      @Nullable Double standardDeviation,
      @Nullable Map<String, Double> quantiles,
      @Nullable HistogramBody histogram,
      List<ValueCountBody> topValues) {
    static ColumnProfileBody of(TableProfile.ColumnProfile column) {
      TableProfile.Histogram histogram = column.histogram();
      return new ColumnProfileBody(
          column.name(),
          word(column.type()),
          column.missing(),
          column.distinct(),
          column.distinctExact(),
          column.minimum(),
          column.maximum(),
          finite(column.mean()),
          finite(column.standardDeviation()),
          column.quantiles(),
          histogram == null ? null : new HistogramBody(histogram.edges(), histogram.counts()),
          column.topValues().stream()
              .map(value -> new ValueCountBody(value.value(), value.count()))
              .toList());
    }

    private static @Nullable Double finite(@Nullable Double value) {
      return value == null || !Double.isFinite(value) ? null : value;
    }
  }

  record HistogramBody(List<Double> edges, List<Long> counts) {}

  record ValueCountBody(String value, long count) {}

  record TargetCheckBody(
      String target,
      String task,
      long rows,
      long missing,
      List<ValueCountBody> classes,
      List<WarningBody> warnings) {
    static TargetCheckBody of(TargetCheck check) {
      return new TargetCheckBody(
          check.target(),
          word(check.task()),
          check.rows(),
          check.missing(),
          check.classes().stream()
              .map(value -> new ValueCountBody(value.value(), value.count()))
              .toList(),
          check.warnings().stream()
              .map(warning ->
                  new WarningBody(word(warning.code()), warning.column(), warning.detail()))
              .toList());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record WarningBody(String code, @Nullable String column, String detail) {}

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
