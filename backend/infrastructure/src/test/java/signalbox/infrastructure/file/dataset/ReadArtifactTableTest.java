package signalbox.infrastructure.file.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.artifact.ArtifactTable;
import signalbox.application.artifact.FolderObjectStore;
import signalbox.application.artifact.InMemoryArtifactRepository;
import signalbox.application.artifact.ReadArtifactTable;
import signalbox.application.artifact.ReadArtifactTable.CellCondition;
import signalbox.application.artifact.ReadArtifactTable.Comparison;
import signalbox.application.artifact.ReadArtifactTableHandler;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.ProjectRoles;
import signalbox.application.run.InMemoryMemberRuns;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.RunAccess;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.PageRequest;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;

/** Pages of an artifact that is a table, over real files. */
final class ReadArtifactTableTest {
  private static final String ROWS =
      """
      row,actual,prediction,probability_yes,feature.city
      0,yes,yes,0.9,Bern
      3,no,yes,0.5,"Chur, GR"
      4,yes,no,0.25,
      7,no,no,0.1,Bern
      9,yes,yes,0.75,Genf
      """;

  @TempDir Path folder;

  private final Principal viewer = new Principal(new UserId(TestRuns.IDS.next()), false);
  private final ProjectId project = new ProjectId(TestRuns.IDS.next());
  private final Run run =
      TestRuns.training(project, new DatasetId(TestRuns.IDS.next()), viewer.userId(), "one");
  private final InMemoryRunRepository runs = new InMemoryRunRepository();
  private final InMemoryArtifactRepository artifacts = new InMemoryArtifactRepository();
  private FolderObjectStore store;
  private ReadArtifactTableHandler handler;

  @BeforeEach
  void start() throws IOException {
    runs.insert(run);
    store = new FolderObjectStore(Files.createDirectory(folder.resolve("objects")));
    ProjectRoles roles =
        new ProjectRoles() {
          @Override
          public Optional<Role> find(UserId user, ProjectId asked) {
            return user.equals(viewer.userId()) ? Optional.of(Role.VIEWER) : Optional.empty();
          }

          @Override
          public boolean exists(ProjectId asked) {
            return true;
          }
        };
    handler =
        new ReadArtifactTableHandler(
            new RunAccess(new InMemoryMemberRuns(runs, roles), new AccessPolicy(roles)),
            artifacts,
            store,
            new LocalTableFiles(),
            Files.createDirectory(folder.resolve("spool")));
    store("rows.csv", "text/csv", ROWS);
  }

  private void store(String name, String contentType, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("content"), text);
    store.put("k/" + name, file, contentType);
    artifacts.put(
        new Artifact(
            run.id(),
            name,
            1,
            "k/" + name,
            contentType,
            Files.size(file),
            "ab",
            ArtifactRole.EVALUATION,
            2,
            TestRuns.NOW));
  }

  private ArtifactTable read(String name, PageRequest page, CellCondition... conditions) {
    return handler.handle(viewer, new ReadArtifactTable(run.id(), name, List.of(conditions), page));
  }

  private static CellCondition where(String column, Comparison comparison, String value) {
    return new CellCondition(column, comparison, value);
  }

  private static List<String> firstCells(ArtifactTable table) {
    return table.rows().items().stream().map(List::getFirst).toList();
  }

  @Test
  void countsAndShowsTheRowsThatMeetEveryCondition() throws IOException {
    ArtifactTable right =
        read(
            "rows.csv",
            new PageRequest(50, null),
            where("actual", Comparison.EQ, "yes"),
            where("prediction", Comparison.EQ, "yes"));
    assertThat(right.columns()).startsWith("row", "actual", "prediction");
    assertThat(right.rows().total()).isEqualTo(2);
    assertThat(firstCells(right)).containsExactly("0", "9");
    assertThat(
            firstCells(
                read(
                    "rows.csv",
                    new PageRequest(50, null),
                    where("actual", Comparison.NE, "yes"),
                    where("probability_yes", Comparison.LE, "0.5"))))
        .containsExactly("3", "7");
    assertThat(
            firstCells(
                read(
                    "rows.csv",
                    new PageRequest(50, null),
                    where("probability_yes", Comparison.GT, "0.5"))))
        .containsExactly("0", "9");
    try (Stream<Path> left = Files.list(folder.resolve("spool"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void pagesKeepTheTotal() {
    ArtifactTable first = read("rows.csv", new PageRequest(2, null));
    assertThat(firstCells(first)).containsExactly("0", "3");
    assertThat(first.rows().total()).isEqualTo(5);
    ArtifactTable second = read("rows.csv", new PageRequest(2, first.rows().nextCursor()));
    ArtifactTable last = read("rows.csv", new PageRequest(2, second.rows().nextCursor()));
    assertThat(firstCells(last)).containsExactly("9");
    assertThat(last.rows().nextCursor()).isNull();
  }

  @Test
  void namesTheConditionThatCannotBeChecked() {
    SignalboxException unknown =
        refusal("rows.csv", null, where("actual", Comparison.EQ, "yes"), odd("age"));
    assertThat(unknown.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    assertThat(unknown.field()).isEqualTo("where[1]");
    assertThat(refusal("rows.csv", null, where("row", Comparison.GT, "many")).field())
        .isEqualTo("where[0]");
    assertThat(refusal("rows.csv", "-1").field()).isEqualTo("cursor");
    assertThat(refusal("rows.csv", "x").field()).isEqualTo("cursor");
  }

  @Test
  void refusesWhatIsNoTable() throws IOException {
    store("notes.json", "application/json", "{}");
    store("broken.csv", "text/csv", "a,b\n1\n");
    assertThat(refusal("notes.json", null).code()).isEqualTo(ErrorCode.ARTIFACT_NOT_A_TABLE);
    assertThat(refusal("broken.csv", null).code()).isEqualTo(ErrorCode.ARTIFACT_NOT_A_TABLE);
    assertThat(refusal("gone.csv", null).code()).isEqualTo(ErrorCode.ARTIFACT_NOT_FOUND);
  }

  @Test
  void aStrangerSeesNoRun() {
    Principal stranger = new Principal(new UserId(TestRuns.IDS.next()), false);
    SignalboxException refused =
        catchThrowableOfType(
            SignalboxException.class,
            () ->
                handler.handle(
                    stranger,
                    new ReadArtifactTable(
                        run.id(), "rows.csv", List.of(), new PageRequest(5, null))));
    assertThat(refused.code()).isEqualTo(ErrorCode.RUN_NOT_FOUND);
  }

  private static CellCondition odd(String column) {
    return where(column, Comparison.EQ, "1");
  }

  private SignalboxException refusal(
      String name, @org.jspecify.annotations.Nullable String cursor, CellCondition... conditions) {
    return catchThrowableOfType(
        SignalboxException.class, () -> read(name, new PageRequest(5, cursor), conditions));
  }
}
