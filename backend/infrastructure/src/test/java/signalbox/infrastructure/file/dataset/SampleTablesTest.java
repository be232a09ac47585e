package signalbox.infrastructure.file.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.dataset.DatasetFacts;
import signalbox.application.dataset.InMemoryDatasetCatalogue;
import signalbox.application.dataset.InMemoryTableSamples;
import signalbox.application.dataset.SampledTargetChecks;
import signalbox.application.dataset.TableFiles;
import signalbox.application.dataset.TableProfile;
import signalbox.application.dataset.TableProfiler;
import signalbox.application.dataset.TargetCheck;
import signalbox.application.dataset.TargetCheck.WarningCode;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Task;

/** Profiles and target checks of whole files. */
class SampleTablesTest {
  @TempDir private Path folder;

  private record Table(
      Dataset dataset,
      TableProfile profile,
      InMemoryDatasetCatalogue datasets,
      InMemoryTableSamples samples,
      SampledTargetChecks checks) {
    TargetCheck check(String target) {
      return checks.check(dataset, target);
    }

    TableProfile.ColumnProfile column(String name) {
      return profile.columns().stream()
          .filter(column -> column.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    Map<String, ColumnType> types() {
      return dataset.columns().stream().collect(Collectors.toMap(Column::name, Column::type));
    }
  }

  @Test
  void knowsTheTitanic() {
    Table table = profiled(shared("titanic.csv"));

    assertThat(table.profile().rows()).isEqualTo(891);
    assertThat(table.profile().sampledRows()).isEqualTo(891);
    assertThat(table.types())
        .containsEntry("survived", ColumnType.INTEGER)
        .containsEntry("age", ColumnType.NUMBER)
        .containsEntry("fare", ColumnType.NUMBER)
        .containsEntry("sex", ColumnType.STRING)
        .containsEntry("adult_male", ColumnType.BOOLEAN)
        .containsEntry("alone", ColumnType.BOOLEAN);
    assertThat(table.column("age").missing()).isEqualTo(177);
    assertThat(table.column("age").mean()).isCloseTo(29.699, within(0.001));
    assertThat(table.column("age").standardDeviation()).isCloseTo(14.526, within(0.001));
    assertThat(table.column("age").quantiles()).containsEntry("0.5", 28.0);
    assertThat(table.column("age").minimum()).isEqualTo("0.42");
    TableProfile.Histogram histogram = table.column("fare").histogram();
    assertThat(histogram).isNotNull();
    assertThat(histogram == null ? List.of() : histogram.edges()).hasSize(21);
    assertThat(table.column("sex").topValues())
        .containsExactly(
            new TableProfile.ValueCount("male", 577), new TableProfile.ValueCount("female", 314));
  }

  @Test
  void warnsOfTheColumnThatGivesSurvivalAway() {
    TargetCheck check = profiled(shared("titanic.csv")).check("survived");

    assertThat(check.task()).isEqualTo(Task.CLASSIFICATION);
    assertThat(check.classes())
        .containsExactly(
            new TargetCheck.ClassCount("0", 549), new TargetCheck.ClassCount("1", 342));
    assertThat(check.warnings().stream().map(TargetCheck.Warning::column)).containsExactly("alive");
    assertThat(check.warnings().getFirst().code()).isEqualTo(WarningCode.LEAKAGE);
  }

  @Test
  void tellsClassesFromQuantities() {
    assertThat(profiled(shared("penguins.csv")).check("species").task())
        .isEqualTo(Task.CLASSIFICATION);
    assertThat(profiled(shared("tips.csv")).check("tip").task()).isEqualTo(Task.REGRESSION);
    assertThat(profiled(shared("tips.csv")).check("tip").classes()).isEmpty();
    assertThat(profiled(shared("tips.csv")).check("tip").warnings()).isEmpty();
  }

  @Test
  void namesEveryKindOfTrouble() throws IOException {
    StringBuilder csv = new StringBuilder("row,label,rare,same,copy,name,noise,wanted\n");
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      double wanted = random.nextDouble();
      csv.append(i)
          .append(i % 2 == 0 ? ",even" : ",odd")
          .append(i % 50 == 0 ? ",yes" : i % 100 == 1 ? "," : ",no")
          .append(",7,")
          .append(3 * wanted + 1)
          .append(",person ")
          .append(i)
          .append(',')
          .append(random.nextInt(100))
          .append(',')
          .append(wanted)
          .append('\n');
    }
    Table table = profiled(Files.writeString(folder.resolve("trouble.csv"), csv));

    TargetCheck number = table.check("wanted");
    assertThat(number.task()).isEqualTo(Task.REGRESSION);
    assertThat(codes(number))
        .containsEntry("row", WarningCode.IDENTIFIER)
        .containsEntry("name", WarningCode.IDENTIFIER)
        .containsEntry("same", WarningCode.CONSTANT)
        .containsEntry("copy", WarningCode.LEAKAGE)
        .hasSize(4);
    TargetCheck rare = table.check("rare");
    assertThat(rare.missing()).isEqualTo(10);
    assertThat(rare.warnings().stream().filter(w -> w.column() == null).map(w -> w.code()))
        .containsExactlyInAnyOrder(WarningCode.MISSING_TARGET, WarningCode.IMBALANCE);
    assertThatThrownBy(() -> table.check("same"))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("run.one_class");
    assertThatThrownBy(() -> table.check("nothing"))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("run.unknown_column");
  }

  @Test
  void estimatesWhatItCannotCount() throws IOException {
    StringBuilder csv = new StringBuilder("id,group\n");
    int rows = 150_000;
    for (int i = 0; i < rows; i++) {
      csv.append("user-").append(i * 7919L).append(",g").append(i % 3).append('\n');
    }
    Table table = profiled(Files.writeString(folder.resolve("many.csv"), csv));

    assertThat(table.profile().rows()).isEqualTo(rows);
    assertThat(table.profile().sampledRows()).isBetween(25_000L, 100_000L);
    assertThat(table.column("id").distinctExact()).isFalse();
    assertThat((double) table.column("id").distinct()).isCloseTo(rows, within(rows * 0.06));
    assertThat(table.column("group").topValues())
        .extracting(TableProfile.ValueCount::count)
        .containsExactly(50_000L, 50_000L, 50_000L);
  }

  private static Map<String, WarningCode> codes(TargetCheck check) {
    return check.warnings().stream()
        .collect(
            Collectors.toMap(
                warning -> String.valueOf(warning.column()), TargetCheck.Warning::code));
  }

  @Test
  void readsProfileAndSampleOnceForEachTarget() throws IOException {
    Path file = folder.resolve("table.csv");
    Files.writeString(file, "height,sort\n1.5,a\n2.5,b\n3.5,a\n");
    Table table = profiled(file);

    TargetCheck first = table.check("sort");
    table.samples().delete(table.dataset().objectKey());

    assertThat(table.check("sort")).isEqualTo(first);
    assertThatThrownBy(() -> table.check("height")).hasMessage("store.unavailable");

    assertThat(table.datasets().delete(table.dataset().id())).isTrue();

    assertThat(table.check("sort")).isEqualTo(first);
    assertThatThrownBy(() -> table.check("height")).hasMessage("dataset.not_found");
  }

  private static Path shared(String name) {
    String set = System.getenv("SIGNALBOX_SHARED_DATA");
    Path root = Path.of(System.getProperty("signalbox.root", "."));
    Path file =
        (set == null ? root.resolveSibling("shared").resolve("data") : Path.of(set)).resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "The sample tables are not here");
    return file;
  }

  private static Table profiled(Path file) {
    TableProfiler profiler = new TableProfiler();
    LocalTableFiles files = new LocalTableFiles();
    files.read(file, files.plain(file), TableFiles.Extent.WHOLE, profiler);
    InMemoryDatasetCatalogue datasets = new InMemoryDatasetCatalogue();
    InMemoryTableSamples samples = new InMemoryTableSamples();
    DatasetId id = new DatasetId(UUID.randomUUID());
    Dataset dataset =
        new Dataset(
            id,
            new ProjectId(UUID.randomUUID()),
            String.valueOf(file.getFileName()),
            DatasetFormat.CSV,
            ",",
            "datasets/" + id,
            1,
            "0".repeat(64),
            profiler.rows(),
            profiler.columns(),
            Instant.EPOCH,
            new UserId(UUID.randomUUID()));
    TableProfile profile = profiler.profile();
    datasets.insert(dataset, profiler.preview(), profile, DatasetFacts.NONE);
    samples.save(dataset.objectKey(), profiler.sample());
    return new Table(
        dataset, profile, datasets, samples, new SampledTargetChecks(datasets, samples));
  }
}
