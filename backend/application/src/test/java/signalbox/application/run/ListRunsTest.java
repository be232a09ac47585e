package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.TestProject;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunFilterParser;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunOrder;

class ListRunsTest {
  private final TestProject people = new TestProject();
  private final Principal administrator = new Principal(new UserId(TestRuns.IDS.next()), true);
  private final InMemoryRunWorld world = new InMemoryRunWorld();
  private final RunViews views =
      new RunViews(new NoNames(), _ -> Map.of(), _ -> Map.of(), Runnable::run);
  private final ListRunsHandler list =
      new ListRunsHandler(
          new AccessPolicy(people),
          this::head,
          world,
          new RunTotals(world),
          new RunRows(views, world),
          new ImmediateTransactions(),
          () -> TestRuns.NOW);
  private long revision;
  private @Nullable RunId baseline;

  private Optional<RunTableHeads.Head> head(ProjectId project, UserId reader) {
    return people.exists(project)
        ? Optional.of(
            new RunTableHeads.Head(
                people.find(reader, project).orElse(null), "server", revision, 0, baseline))
        : Optional.empty();
  }

  private Run add(String name) {
    Run run =
        TestRuns.training(
                people.id, new DatasetId(TestRuns.IDS.next()), people.editor.userId(), name)
            .revised(1, ++revision);
    world.insert(run);
    return run;
  }

  private RunTablePage ask(Principal caller, ProjectId project, String filter, int limit) {
    RunCondition condition = RunFilterParser.parse(filter);
    return list.handle(
        caller,
        new ListRuns(project, condition, RunOrder.NEWEST_FIRST, RunPlace.START, limit, List.of()));
  }

  @Test
  void answersAPageWithTheNumberOfAll() {
    add("a");
    Run b = add("b");
    add("c");
    baseline = b.id();
    RunTablePage page = ask(people.viewer, people.id, "", 2);
    assertThat(page.rows()).hasSize(2);
    assertThat(page.total()).isEqualTo(3);
    assertThat(page.nextCursor()).isNotNull();
    assertThat(page.position()).isZero();
    assertThat(page.baseline()).isEqualTo(b.id());
    assertThat(ask(administrator, people.id, "name:b", 2).rows())
        .extracting(row -> row.view().run())
        .containsExactly(b);
  }

  @Test
  void countsAgainWhatHasChanged() {
    Run run = add("a");
    assertThat(ask(people.viewer, people.id, "", 2).total()).isEqualTo(1);
    assertThat(ask(people.editor, people.id, "", 2).total()).isEqualTo(1);
    assertThat(world.counts()).isEqualTo(1);
    world.replace(run.archived(TestRuns.NOW).revised(2, ++revision));
    assertThat(ask(people.viewer, people.id, "", 2).total()).isZero();
  }

  @Test
  void tellsAStrangerThatThereIsNoProject() {
    add("a");
    ProjectId nowhere = new ProjectId(TestRuns.IDS.next());
    assertThatThrownBy(() -> ask(people.stranger, people.id, "", 2))
        .hasMessageContaining("project.not_found");
    assertThatThrownBy(() -> ask(people.viewer, nowhere, "", 2))
        .hasMessageContaining("project.not_found");
    assertThatThrownBy(() -> ask(administrator, nowhere, "", 2))
        .hasMessageContaining("project.not_found");
  }
}
