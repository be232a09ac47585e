package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;
import static signalbox.schema.metadata.Tables.RUN;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;

final class RunCopiesIT {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onPostgres();

  private final PostgresDatabase database = DATABASE.get();
  private final PostgresRecords records = new PostgresRecords(database);
  private final PostgresRunRepository runs = new PostgresRunRepository(database);
  private final Transactions transactions = new PostgresTransactions(database);
  private final RunCopies copies = new RunCopies(database);
  private final ProjectId project = records.project();
  private final DatasetId dataset = records.dataset(project);
  private final UserId user = records.user();

  private Run stored(String name) {
    Run run = TestRuns.training(project, dataset, user, name);
    runs.insert(run);
    return run;
  }

  private Map<UUID, Run> read(Run... asked) {
    return copies.of(List.of(asked).stream().map(run -> run.id().value()).toList());
  }

  private Run readOne(Run asked) {
    Run found = read(asked).get(asked.id().value());
    assertThat(found).isNotNull();
    return found;
  }

  @Test
  void readsARunOnceWhileItStaysAsItIs() {
    Run run = stored("a");
    Run other = stored("b");
    Run first = readOne(run);
    assertThat(first).isEqualTo(run);
    Map<UUID, Run> both = read(run, other);
    assertThat(both.get(run.id().value())).isSameAs(first);
    assertThat(both.get(other.id().value())).isEqualTo(other);
    assertThat(transactions.inSnapshot(() -> readOne(run))).isSameAs(first);
  }

  @Test
  void readsAgainWhatHasChanged() {
    Run run = stored("a");
    assertThat(readOne(run)).isEqualTo(run);
    Run changed = run.described("other", List.of()).revised(2, 5);
    runs.update(changed);
    assertThat(readOne(run)).isEqualTo(changed);
  }

  @Test
  void readsAgainWhatSomebodyHasChangedByHand() {
    Run run = stored("a");
    assertThat(readOne(run).name()).isEqualTo("a");
    database
        .sql()
        .update(RUN)
        .set(RUN.NAME, "by hand")
        .where(RUN.ID.eq(run.id().value()))
        .execute();
    assertThat(readOne(run).name()).isEqualTo("by hand");
  }

  @Test
  void doesNotKnowWhatIsGone() {
    Run run = stored("a");
    assertThat(readOne(run)).isEqualTo(run);
    new PostgresRunRemovals(database).delete(Set.of(run.id()), TestRuns.NOW);
    assertThat(read(run)).isEmpty();
    assertThat(copies.of(List.of(UUID.randomUUID()))).isEmpty();
  }

  @Test
  void readsAtOnceWhatIsNewToItAndWhatHasChanged() {
    Run same = stored("same");
    Run changing = stored("changing");
    Run gone = stored("gone");
    Run added = stored("added");
    Map<UUID, Run> before = read(same, changing, gone);
    Run changed = changing.described("changed", List.of()).revised(2, 5);
    runs.update(changed);
    new PostgresRunRemovals(database).delete(Set.of(gone.id()), TestRuns.NOW);
    Map<UUID, Run> after = read(same, changing, gone, added);
    assertThat(after.values()).containsExactlyInAnyOrder(same, changed, added);
    assertThat(after.get(same.id().value())).isSameAs(before.get(same.id().value()));
    Map<UUID, Run> again = read(same, changing, gone, added);
    after.forEach((id, run) -> assertThat(again.get(id)).isSameAs(run));
  }

  /** A snapshot goes on seeing what was there when it was taken. */
  @Test
  void staysWithinItsSnapshot() {
    Run run = stored("a");
    Run changed = run.described("other", List.of()).revised(2, 5);
    Run seen =
        transactions.inSnapshot(() -> {
          assertThat(readOne(run)).isEqualTo(run);
          elsewhere(() -> {
            runs.update(changed);
            assertThat(readOne(run)).isEqualTo(changed);
          });
          return readOne(run);
        });
    assertThat(seen).isEqualTo(run);
    assertThat(readOne(run)).isEqualTo(changed);
  }

  private static void elsewhere(Runnable work) {
    Thread other = Thread.ofVirtual().start(work);
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsLongListsAtOnce() {
    List<Run> many =
        IntStream.range(0, PageRequest.MAX_LIMIT + 1).mapToObj(i -> stored("run " + i)).toList();
    Map<UUID, Run> found = read(many.toArray(Run[]::new));
    assertThat(found.values()).containsExactlyInAnyOrderElementsOf(many);
  }
}
