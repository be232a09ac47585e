package signalbox.presentation.rest.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.DatasetDifference;
import signalbox.application.dataset.DatasetLineage;
import signalbox.application.dataset.DatasetQuality;
import signalbox.application.dataset.DatasetRows;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.RowsView;
import signalbox.application.dataset.SkippedRows;
import signalbox.application.dataset.TableProfile;
import signalbox.application.dataset.TargetCheck;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetSource;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.error.Fault;
import signalbox.domain.run.Task;
import signalbox.presentation.view.InstanceModelJson;

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
      UUID familyId,
      int version,
      boolean latest,
      String name,
      String description,
      String format,
      @Nullable String delimiter,
      long sizeBytes,
      String sha256,
      long rows,
      List<ColumnBody> columns,
      @Nullable SourceBody source,
      @Nullable InstanceModelJson model,
      long skippedRows,
      @Nullable String target,
      @Nullable String task,
      @Nullable QualityBody quality,
      Instant createdAt,
      UserRefBody createdBy,
      long runs) {
    static DatasetBody of(DatasetView view) {
      Dataset dataset = view.dataset();
      DatasetSource source = dataset.source();
      InstanceModel model = dataset.model();
      Task task = view.task();
      DatasetQuality quality = view.quality();
      return new DatasetBody(
          dataset.id().value(),
          dataset.projectId().value(),
          dataset.family().value(),
          dataset.version(),
          view.latest(),
          dataset.name(),
          dataset.description(),
          word(dataset.format()),
          dataset.delimiter(),
          dataset.sizeBytes(),
          dataset.sha256(),
          dataset.rows(),
          ColumnBody.of(dataset.columns()),
          source == null ? null : SourceBody.of(source),
          model == null ? null : InstanceModelJson.of(model),
          source == null ? 0 : source.skippedRows(),
          view.target(),
          task == null ? null : word(task),
          quality == null
              ? null
              : new QualityBody(
                  quality.missingShare(), quality.duplicateShare(), quality.leaking()),
          dataset.createdAt(),
          new UserRefBody(dataset.createdBy().value(), view.createdByName()),
          view.runs());
    }
  }

  record SourceBody(
      String fileName,
      long sizeBytes,
      String sha256,
      boolean copied,
      @Nullable DialectBody dialect) {
    static SourceBody of(DatasetSource source) {
      Dialect dialect = source.dialect();
      return new SourceBody(
          source.fileName(),
          source.sizeBytes(),
          source.sha256(),
          source.copied(),
          dialect == null ? null : DialectBody.of(dialect));
    }
  }

  record QualityBody(double missingShare, double duplicateShare, List<String> leaking) {}

  record DatasetChangeBody(@Nullable String name, @Nullable String description) {}

  record RowsBody(
      List<ColumnBody> columns, long totalRows, List<RowBody> items, @Nullable Long next) {
    static RowsBody of(RowsView view) {
      return new RowsBody(
          ColumnBody.of(view.dataset().columns()),
          view.dataset().rows(),
          view.rows().stream().map(row -> new RowBody(row.number(), row.values())).toList(),
          view.next());
    }
  }

  record RowBody(long number, List<@Nullable String> values) {}

  record FaultBody(
      @Nullable Long line, @Nullable Integer column, @Nullable String text, String detail) {
    static List<FaultBody> of(List<Fault> faults) {
      return faults.stream()
          .map(fault -> new FaultBody(fault.line(), fault.column(), fault.text(), fault.detail()))
          .toList();
    }
  }

  record SkippedBody(long total, List<FaultBody> items) {
    static SkippedBody of(SkippedRows skipped) {
      return new SkippedBody(skipped.total(), FaultBody.of(skipped.first()));
    }
  }

  record DifferenceBody(
      long rows,
      long baseRows,
      List<ColumnBody> added,
      List<ColumnBody> removed,
      List<TypeChangeBody> changed,
      List<DriftBody> drift,
      long sampledRows,
      long baseSampledRows) {
    static DifferenceBody of(DatasetDifference difference) {
      return new DifferenceBody(
          difference.rows(),
          difference.baseRows(),
          ColumnBody.of(difference.added()),
          ColumnBody.of(difference.removed()),
          difference.changed().stream()
              .map(change ->
                  new TypeChangeBody(change.name(), word(change.from()), word(change.to())))
              .toList(),
          difference.drift().stream().map(DriftBody::of).toList(),
          difference.sampledRows(),
          difference.baseSampledRows());
    }
  }

  record TypeChangeBody(String name, String from, String to) {}

  record DriftBody(
      String name,
      String measure,
      double value,
      @Nullable Double ks,
      String size,
      double missing,
      double baseMissing) {
    static DriftBody of(DatasetDifference.ColumnDrift drift) {
      return new DriftBody(
          drift.name(),
          word(drift.measure()),
          drift.value(),
          drift.ks(),
          word(drift.size()),
          drift.missing(),
          drift.baseMissing());
    }
  }

  record TotalBody<T>(List<T> items, long total) {}

  record LineageBody(
      TotalBody<UseBody> trainings,
      TotalBody<MadeBody> models,
      TotalBody<UseBody> predictions,
      TotalBody<UseBody> solves,
      TotalBody<UseBody> studies) {
    static LineageBody of(DatasetLineage lineage) {
      return new LineageBody(
          runs(lineage.trainings()),
          new TotalBody<>(
              lineage.models().items().stream()
                  .map(made ->
                      new MadeBody(
                          made.model().value(),
                          made.name(),
                          made.version(),
                          made.run().value(),
                          made.createdAt()))
                  .toList(),
              lineage.models().total()),
          runs(lineage.predictions()),
          runs(lineage.solves()),
          runs(lineage.studies()));
    }

    private static TotalBody<UseBody> runs(DatasetLineage.Runs runs) {
      return new TotalBody<>(
          runs.items().stream()
              .map(use ->
                  new UseBody(use.run().value(), use.name(), word(use.status()), use.createdAt()))
              .toList(),
          runs.total());
    }
  }

  record UseBody(UUID id, String name, String status, Instant createdAt) {}

  record MadeBody(UUID id, String name, int version, UUID runId, Instant createdAt) {}

  record ListBody<T>(List<T> items, @Nullable String nextCursor, long total) {}

  record PreviewBody(List<ColumnBody> columns, List<List<@Nullable String>> rows, long totalRows) {
    static PreviewBody of(DatasetRows rows) {
      return new PreviewBody(
          ColumnBody.of(rows.dataset().columns()), rows.preview().rows(), rows.dataset().rows());
    }
  }

  record ProfileBody(
      long rows,
      long sampledRows,
      List<ColumnProfileBody> columns,
      long duplicateRows,
      long duplicateRowsOf,
      @Nullable CorrelationsBody correlations) {
    static ProfileBody of(TableProfile profile) {
      TableProfile.Correlations correlations = profile.correlations();
      return new ProfileBody(
          profile.rows(),
          profile.sampledRows(),
          profile.columns().stream().map(ColumnProfileBody::of).toList(),
          profile.duplicateRows(),
          profile.duplicateRowsOf(),
          correlations == null
              ? null
              : new CorrelationsBody(
                  correlations.columns(), correlations.values(), correlations.rows()));
    }
  }

  record CorrelationsBody(List<String> columns, List<List<@Nullable Double>> values, long rows) {}

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
