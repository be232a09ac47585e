package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunFilterParser;

class RunTotalsTest {
  private static final int STEPS = 3_000;

  private final InMemoryRunWorld world = new InMemoryRunWorld();
  private final RunTotals totals = new RunTotals(world);
  private final ProjectId project = world.project();
  private final UserId user = world.user("Eve", "eve@example.org");
  private final UserId other = world.user("Bob", "bob@example.org");
  private final DatasetId dataset = world.dataset(project, "adult.csv");
  private String server = "first";
  private long revision;
  private long deletion;

  private Run add(String name, UserId owner) {
    Run run = TestRuns.training(project, dataset, owner, name).revised(1, ++revision);
    world.insert(run);
    return run;
  }

  private Run change(Run run) {
    Run changed = run.revised(run.revision() + 1, ++revision);
    world.replace(changed);
    return changed;
  }

  private void delete(Run run) {
    world.remove(run.id());
    deletion = ++revision;
  }

  private RunQuery query(String filter, UserId caller) {
    return new RunQuery(
        project, RunFilterParser.parse(filter).listed(), caller, TestRuns.NOW.plusSeconds(60));
  }

  private long total(String filter) {
    return totals.of(query(filter, user), head(revision));
  }

  private RunTableHeads.Head head(long seen) {
    return new RunTableHeads.Head(null, server, seen, deletion, null);
  }

  @Test
  void countsOnceWhileNothingChanges() {
    add("a", user);
    add("b", user);
    assertThat(total("")).isEqualTo(2);
    assertThat(total("")).isEqualTo(2);
    assertThat(world.counts()).isEqualTo(1);
    assertThat(total("name:a")).isEqualTo(1);
    assertThat(world.counts()).isEqualTo(2);
  }

  @Test
  void countsForARunThatGoesOnOnlyOnce() {
    add("a", user);
    Run live = add("b", user);
    assertThat(total("")).isEqualTo(2);
    for (int i = 0; i < 5; i++) {
      live = change(live);
      assertThat(total("")).isEqualTo(2);
    }
    change(live.archived(TestRuns.NOW));
    assertThat(total("")).isEqualTo(1);
    assertThat(world.counts()).isEqualTo(2);
  }

  @Test
  void countsAnewAfterADeletion() {
    Run gone = add("a", user);
    add("b", user);
    assertThat(total("")).isEqualTo(2);
    delete(gone);
    assertThat(total("")).isEqualTo(1);
    assertThat(world.counts()).isEqualTo(2);
  }

  @Test
  void countsAnewWhenManyHaveChanged() {
    Run run = add("a", user);
    assertThat(total("")).isEqualTo(1);
    for (int i = 0; i < 1_000; i++) {
      add("run " + i, user);
    }
    change(run.archived(TestRuns.NOW));
    assertThat(total("")).isEqualTo(1_000);
    assertThat(world.counts()).isEqualTo(2);
  }

  @Test
  void tellsCallersApartWhereTheyMakeADifference() {
    add("a", user);
    add("b", other);
    add("c", other);
    assertThat(totals.of(query("owner:me", user), head(revision))).isEqualTo(1);
    assertThat(totals.of(query("owner:me", other), head(revision))).isEqualTo(2);
    assertThat(totals.of(query("owner:me", user), head(revision))).isEqualTo(1);
    assertThat(world.counts()).isEqualTo(2);
    assertThat(totals.of(query("", user), head(revision))).isEqualTo(3);
    assertThat(totals.of(query("", other), head(revision))).isEqualTo(3);
    assertThat(world.counts()).isEqualTo(3);
  }

  /** What is seen in an older snapshot neither gets the newer total nor takes its place. */
  @Test
  void keepsTheTotalOfTheNewestRevision() {
    add("a", user);
    assertThat(total("")).isEqualTo(1);
    assertThat(totals.of(query("", user), head(revision - 1))).isEqualTo(1);
    assertThat(world.counts()).isEqualTo(2);
    assertThat(total("")).isEqualTo(1);
    assertThat(world.counts()).isEqualTo(2);
  }

  /** One that has taken over may lack what was seen, and gives the same revisions anew. */
  @Test
  void trustsNoRevisionOfAnotherServer() {
    add("a", user);
    Run lost = add("b", user);
    assertThat(total("")).isEqualTo(2);
    world.remove(lost.id());
    server = "second";
    assertThat(total("")).isEqualTo(1);
    assertThat(total("")).isEqualTo(1);
    assertThat(world.counts()).isEqualTo(2);
  }

  /** Metrics, logs, names, trials and the time change without a revision of the project. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "metric.auc>0.5",
        "has:metric.auc",
        "warnings>0",
        "errors:0",
        "dataset:adult.csv",
        "model:gbm",
        "owner:Eve",
        "owner~me",
        "duration>90",
        "created>-7d",
        "started<-1h OR name:a",
        "kind:trial",
        "has:study",
        "kind:training OR kind:trial"
      })
  void countsEachTimeWhatTheRevisionDoesNotTell(String filter) {
    add("a", user);
    long first = total(filter);
    assertThat(total(filter)).isEqualTo(first);
    assertThat(world.counts()).isEqualTo(2);
  }

  @Test
  void neverDiffersFromACount() {
    SplittableRandom random = new SplittableRandom(5);
    List<String> filters =
        List.of(
            "",
            "archived:yes",
            "archived:any",
            "name~1",
            "tag:first",
            "NOT tag:first",
            "owner:me",
            "owner!=me",
            "kind:training",
            "status:created AND priority:3",
            "param.rounds:20",
            "created>=2026-03-04",
            "metric.auc>0",
            "kind:study OR name~2");
    List<Run> there = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      int place = there.isEmpty() ? -1 : random.nextInt(there.size());
      int what = place < 0 ? 0 : random.nextInt(12);
      switch (what) {
        case 0, 1 -> there.add(add("run " + step, random.nextBoolean() ? user : other));
        case 2 -> delete(there.remove(place));
        case 3, 4 -> {
          Run run = there.get(place);
          there.set(place, change(run.archived(run.archivedAt() == null ? TestRuns.NOW : null)));
        }
        case 5 -> {
          Run run = there.get(place);
          there.set(place, change(run.described("named " + step, run.tags())));
        }
        case 6 -> {
          Run run = there.get(place);
          List<String> tags = run.tags().isEmpty() ? List.of("first") : List.of();
          there.set(place, change(run.described(run.name(), tags)));
        }
        case 7 -> {
          // Progress of a run: nothing that a filter asks for.
          Run run = there.get(place);
          there.set(place, change(run));
        }
        case 8 -> {
          for (int i = 0; i < (step % 50 == 0 ? 250 : 3); i++) {
            there.add(add("more " + step, user));
          }
        }
        default -> {
          String filter = filters.get(random.nextInt(filters.size()));
          UserId caller = random.nextBoolean() ? user : other;
          RunQuery query = query(filter, caller);
          assertThat(totals.of(query, head(revision)))
              .as("%s in step %s", filter, step)
              .isEqualTo(world.count(query));
        }
      }
    }
  }
}
