package signalbox.application.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.DatasetSource;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.dataset.TextEncoding;
import signalbox.domain.error.Fault;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Task;

/** What every store of datasets does. */
public abstract class DatasetCatalogueContract {
  private static final TablePreview PREVIEW =
      new TablePreview(List.of(Arrays.asList("1", null), Arrays.asList("2", "ü\"")));
  private static final TableProfile PROFILE =
      new TableProfile(
          2,
          2,
          List.of(
              new TableProfile.ColumnProfile(
                  "a",
                  ColumnType.INTEGER,
                  0,
                  2,
                  true,
                  "1",
                  "2",
                  1.5,
                  0.7071,
                  Map.of("0.5", 1.5),
                  new TableProfile.Histogram(List.of(1.0, 2.0), List.of(2L)),
                  List.of(new TableProfile.ValueCount("1", 1)),
                  List.of(new TableProfile.ValueCount("1", 1)),
                  true),
              new TableProfile.ColumnProfile(
                  "b",
                  ColumnType.STRING,
                  1,
                  1,
                  true,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  List.of(),
                  List.of(),
                  false)));

  private Scene scene;

  /** An empty store with a project and a user that it may refer to. */
  public record Scene(
      DatasetCatalogue datasets,
      ProjectId project,
      UserId user,
      java.util.function.Consumer<Dataset> use) {}

  protected abstract Scene open();

  @BeforeEach
  void start() {
    scene = open();
  }

  @Test
  void keepsDatasetsWithWhatIsKnownOfThem() {
    Dataset dataset = insert("first");

    assertThat(scene.datasets().find(dataset.id())).contains(dataset);
    assertThat(scene.datasets().findView(dataset.id()).map(DatasetView::dataset)).contains(dataset);
    assertThat(scene.datasets().findPreview(dataset.id())).contains(PREVIEW);
    assertThat(scene.datasets().findProfile(dataset.id())).contains(PROFILE);
    DatasetId unknown = new DatasetId(TestRuns.IDS.next());
    assertThat(scene.datasets().find(unknown)).isEmpty();
    assertThat(scene.datasets().findView(unknown)).isEmpty();
    assertThat(scene.datasets().findPreview(unknown)).isEmpty();
    assertThat(scene.datasets().findProfile(unknown)).isEmpty();
  }

  @Test
  void keepsInstancesWithWhatIsKnownOfThem() {
    InstanceModel known =
        new InstanceModel(
            "FLUGPL",
            InstanceModel.Sense.MINIMIZE,
            new InstanceModel.Variables(7L, 11L, 0L),
            18L,
            46L);
    for (InstanceModel model : List.of(known, InstanceModel.UNKNOWN)) {
      Dataset instance = instance(model);
      scene.datasets().insert(instance, TablePreview.NONE, TableProfile.NONE, DatasetFacts.NONE);

      assertThat(scene.datasets().find(instance.id())).contains(instance);
      DatasetView view = scene.datasets().findView(instance.id()).orElseThrow();
      assertThat(view.dataset().model()).isEqualTo(model);
      assertThat(view.target()).isNull();
      assertThat(scene.datasets().findSkipped(instance.id()))
          .contains(new SkippedRows(0, List.of()));
    }
  }

  private Dataset instance(InstanceModel model) {
    DatasetId id = new DatasetId(TestRuns.IDS.next());
    return new Dataset(
        id,
        scene.project(),
        id,
        1,
        "flugpl.mps.gz",
        "",
        DatasetFormat.MPS,
        null,
        "datasets/" + id,
        17,
        "ab".repeat(32),
        18,
        List.of(),
        new DatasetSource("flugpl.mps.gz", 17, "ab".repeat(32), null, null, 0),
        model,
        Instant.parse("2026-01-02T03:04:05Z"),
        scene.user());
  }

  @Test
  void listsTheNewestFirst() {
    Dataset first = insert("first");
    Dataset second = insert("second");
    Dataset third = insert("third");

    Page<DatasetView> page =
        scene.datasets().list(scene.project(), DatasetFilter.ALL, new PageRequest(2, null));
    assertThat(page.items()).extracting(DatasetView::dataset).containsExactly(third, second);
    assertThat(page.total()).isEqualTo(3);
    Page<DatasetView> rest =
        scene
            .datasets()
            .list(scene.project(), DatasetFilter.ALL, new PageRequest(2, page.nextCursor()));
    assertThat(rest.items()).extracting(DatasetView::dataset).containsExactly(first);
    assertThat(rest.nextCursor()).isNull();
    assertThat(
            scene
                .datasets()
                .list(
                    new ProjectId(TestRuns.IDS.next()), DatasetFilter.ALL, new PageRequest(2, null))
                .items())
        .isEmpty();
  }

  @Test
  void keepsWhatIsUsed() {
    Dataset dataset = insert("used");
    scene.use().accept(dataset);

    assertThat(scene.datasets().delete(dataset.id())).isFalse();
    assertThat(scene.datasets().findView(dataset.id()).map(DatasetView::runs)).contains(1L);
  }

  @Test
  void deletesWhatIsNot() {
    Dataset dataset = insert("unused");

    assertThat(scene.datasets().delete(dataset.id())).isTrue();
    assertThat(scene.datasets().find(dataset.id())).isEmpty();
    assertThat(scene.datasets().delete(dataset.id())).isTrue();
  }

  @Test
  void countsVersionsOfAName() {
    Dataset first = insert("census");
    Dataset other = insert("other");
    DatasetFacts facts =
        new DatasetFacts(
            "b",
            Task.CLASSIFICATION,
            new DatasetQuality(0.25, 0.5, List.of("a")),
            List.of(new Fault(null, 3L, 2, "x;y", "The row has 1 field")));
    Dataset second = next(scene.datasets().lockNewest(first.family()).orElseThrow(), facts);

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.name()).isEqualTo("census");
    assertThat(scene.datasets().find(second.id())).contains(second);
    assertThat(scene.datasets().versions(first.family()))
        .extracting(DatasetView::dataset)
        .containsExactly(second, first);
    assertThat(scene.datasets().findView(first.id()).orElseThrow().latest()).isFalse();
    DatasetView view = scene.datasets().findView(second.id()).orElseThrow();
    assertThat(view.latest()).isTrue();
    assertThat(view.target()).isEqualTo("b");
    assertThat(view.task()).isEqualTo(Task.CLASSIFICATION);
    assertThat(view.quality()).isEqualTo(facts.quality());
    assertThat(scene.datasets().findSkipped(second.id()))
        .contains(new SkippedRows(7, facts.skipped()));
    assertThat(scene.datasets().findSkipped(first.id())).contains(new SkippedRows(0, List.of()));
    assertThat(listed(new DatasetFilter(true, null, null))).containsExactly(second, other);
    assertThat(listed(new DatasetFilter(false, "CENS", null))).containsExactly(second, first);
    assertThat(listed(new DatasetFilter(false, "100%_", null))).isEmpty();
    assertThat(listed(new DatasetFilter(false, null, Task.CLASSIFICATION))).containsExactly(second);
    assertThat(scene.datasets().lockNewest(new DatasetId(TestRuns.IDS.next()))).isEmpty();
  }

  @Test
  void knowsWhatWasMadeOfTheSameBytes() {
    Dataset first = insert("census");
    Dataset second = next(first, DatasetFacts.NONE);

    assertThat(scene.datasets().findBySource(scene.project(), "ab".repeat(32)))
        .map(DatasetView::dataset)
        .contains(first);
    assertThat(scene.datasets().findBySource(scene.project(), "ef".repeat(32)))
        .map(DatasetView::dataset)
        .contains(second);
    assertThat(scene.datasets().findBySource(scene.project(), "cd".repeat(32))).isEmpty();
    assertThat(scene.datasets().findBySource(new ProjectId(TestRuns.IDS.next()), "ef".repeat(32)))
        .isEmpty();
  }

  @Test
  void renamesAllVersionsTogether() {
    Dataset first = insert("census");
    Dataset second = next(first, DatasetFacts.NONE);
    Dataset other = insert("other");

    scene.datasets().describe(first.family(), "Zensus", "Of 2026");

    for (Dataset version : List.of(first, second)) {
      Dataset found = scene.datasets().find(version.id()).orElseThrow();
      assertThat(found.name()).isEqualTo("Zensus");
      assertThat(found.description()).isEqualTo("Of 2026");
    }
    assertThat(scene.datasets().find(other.id())).contains(other);
  }

  private List<Dataset> listed(DatasetFilter filter) {
    return scene
        .datasets()
        .list(scene.project(), filter, new PageRequest(10, null))
        .items()
        .stream()
        .map(DatasetView::dataset)
        .toList();
  }

  private Dataset insert(String name) {
    DatasetId id = new DatasetId(TestRuns.IDS.next());
    Dataset dataset =
        new Dataset(
            id,
            scene.project(),
            name,
            DatasetFormat.PARQUET,
            null,
            "datasets/" + id,
            17,
            "ab".repeat(32),
            2,
            List.of(new Column("a", ColumnType.INTEGER), new Column("b", ColumnType.STRING)),
            Instant.parse("2026-01-02T03:04:05Z"),
            scene.user());
    scene.datasets().insert(dataset, PREVIEW, PROFILE, DatasetFacts.NONE);
    return dataset;
  }

  private Dataset next(Dataset newest, DatasetFacts facts) {
    DatasetId id = new DatasetId(TestRuns.IDS.next());
    Dataset dataset =
        new Dataset(
                id,
                scene.project(),
                id,
                1,
                "given away by its base",
                "",
                DatasetFormat.CSV,
                ",",
                "datasets/" + id,
                18,
                "cd".repeat(32),
                3,
                List.of(new Column("a", ColumnType.INTEGER), new Column("b", ColumnType.STRING)),
                new DatasetSource(
                    "export.csv",
                    20,
                    "ef".repeat(32),
                    "datasets/" + id + ".original",
                    new Dialect(
                        SourceFormat.CSV,
                        ";",
                        TextEncoding.WINDOWS_1252,
                        ',',
                        false,
                        List.of("-", "NA")),
                    7),
                null,
                Instant.parse("2026-01-03T03:04:05Z"),
                scene.user())
            .asVersion(newest);
    scene.datasets().insert(dataset, PREVIEW, PROFILE, facts);
    return dataset;
  }
}
