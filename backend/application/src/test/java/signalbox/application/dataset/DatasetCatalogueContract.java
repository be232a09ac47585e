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
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

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
  void listsTheNewestFirst() {
    Dataset first = insert("first");
    Dataset second = insert("second");
    Dataset third = insert("third");

    Page<DatasetView> page = scene.datasets().list(scene.project(), new PageRequest(2, null));
    assertThat(page.items()).extracting(DatasetView::dataset).containsExactly(third, second);
    assertThat(page.total()).isEqualTo(3);
    Page<DatasetView> rest =
        scene.datasets().list(scene.project(), new PageRequest(2, page.nextCursor()));
    assertThat(rest.items()).extracting(DatasetView::dataset).containsExactly(first);
    assertThat(rest.nextCursor()).isNull();
    assertThat(
            scene
                .datasets()
                .list(new ProjectId(TestRuns.IDS.next()), new PageRequest(2, null))
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
    scene.datasets().insert(dataset, PREVIEW, PROFILE);
    return dataset;
  }
}
