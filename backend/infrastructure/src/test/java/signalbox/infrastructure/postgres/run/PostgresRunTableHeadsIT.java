package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.run.RunDeletions;
import signalbox.application.run.RunQuery;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunSearch;
import signalbox.application.run.RunTableHeads;
import signalbox.application.run.RunTotals;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunFilterParser;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;

final class PostgresRunTableHeadsIT {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onPostgres();

  private static final int STEPS = 300;

  private final PostgresDatabase database = DATABASE.get();
  private final PostgresRecords records = new PostgresRecords(database);
  private final Transactions transactions = new PostgresTransactions(database);
  private final RunTableHeads heads = new PostgresRunTableHeads(database);
  private final RunRepository runs = new PostgresRunRepository(database);
  private final RunDeletions deletions = new PostgresRunDeletions(database);
  private ProjectId project = new ProjectId(TestRuns.IDS.next());
  private UserId user = new UserId(TestRuns.IDS.next());
  private DatasetId dataset = new DatasetId(TestRuns.IDS.next());

  @BeforeEach
  void prepare() {
    project = records.project();
    user = records.user();
    dataset = records.dataset(project);
  }

  private Run add(String name) {
    return transactions.inTransaction(() -> {
      Run run =
          TestRuns.training(project, dataset, user, name)
              .revised(1, runs.nextProjectRevision(project));
      runs.insert(run);
      return run;
    });
  }

  private Run change(Run run) {
    return transactions.inTransaction(() -> {
      Run changed = runs.revised(run);
      runs.update(changed);
      return changed;
    });
  }

  private void delete(Run run) {
    transactions.inTransaction(() -> {
      new PostgresRunRemovals(database).delete(Set.of(run.id()), TestRuns.NOW);
      deletions.note(project, runs.nextProjectRevision(project), List.of(run), TestRuns.NOW);
    });
  }

  /** Of the server that there is. */
  private RunTableHeads.Head head(
      @Nullable Role membership, long revision, long deletion, @Nullable RunId baseline) {
    String server = heads.find(project, user).orElseThrow().server();
    assertThat(server).isNotEmpty();
    return new RunTableHeads.Head(membership, server, revision, deletion, baseline);
  }

  @Test
  void saysWhatTheReaderIs() {
    UserId editor = records.user();
    new PostgresProjectRepository(database).putMember(project, editor, Role.EDITOR);
    assertThat(heads.find(project, editor)).contains(head(Role.EDITOR, 0, 0, null));
    assertThat(heads.find(project, user)).contains(head(null, 0, 0, null));
    assertThat(heads.find(new ProjectId(TestRuns.IDS.next()), editor)).isEmpty();
  }

  @Test
  void knowsTheNewestChangeAndTheNewestDeletion() {
    Run first = add("first");
    Run second = add("second");
    change(second);
    new PostgresBaselines(database).set(project, second.id());
    assertThat(heads.find(project, user)).contains(head(null, 3, 0, second.id()));
    delete(first);
    add("third");
    assertThat(heads.find(project, user)).contains(head(null, 5, 4, second.id()));
    deletions.removeBefore(TestRuns.NOW.plusSeconds(1), 1_000);
    assertThat(heads.find(project, user)).contains(head(null, 5, 4, second.id()));
  }

  /** What is kept of totals follows every change that goes through the repository. */
  @Test
  void tellsWhenTotalsHaveChanged() {
    RunSearch search = new PostgresRunSearch(database);
    RunTotals totals = new RunTotals(search);
    SplittableRandom random = new SplittableRandom(3);
    List<Run> there = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      int place = there.isEmpty() ? -1 : random.nextInt(there.size());
      switch (place < 0 ? 0 : random.nextInt(6)) {
        case 0, 1 -> there.add(add("run " + step));
        case 2 -> delete(there.remove(place));
        case 3 -> {
          Run run = there.get(place);
          there.set(place, change(run.archived(run.archivedAt() == null ? TestRuns.NOW : null)));
        }
        case 4 -> {
          Run run = there.get(place);
          there.set(place, change(run.described("named " + step, List.of("tag " + step % 3))));
        }
        default -> there.set(place, change(there.get(place)));
      }
      String filter = List.of("", "archived:any", "tag~1", "name~2").get(random.nextInt(4));
      RunQuery query =
          new RunQuery(project, RunFilterParser.parse(filter).listed(), user, TestRuns.NOW);
      assertThat(totals.of(query, heads.find(project, user).orElseThrow()))
          .as("%s in step %s", filter, step)
          .isEqualTo(search.count(query));
    }
  }
}
