package signalbox.infrastructure.postgres.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.application.study.StudiesContract;
import signalbox.application.study.StudyRepository;
import signalbox.application.study.TestStudies;
import signalbox.application.study.TrialRepository;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Study;
import signalbox.domain.study.Trial;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresStudiesIT extends StudiesContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected RunRepository runs() {
    return new PostgresRunRepository(DATABASE);
  }

  @Override
  protected StudyRepository studies() {
    return new PostgresStudyRepository(DATABASE);
  }

  @Override
  protected TrialRepository trials() {
    return new PostgresTrialRepository(DATABASE);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(DATABASE);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(DATABASE);
  }

  private Run stored() {
    ProjectId project = records().project();
    Run run = TestRuns.study(project, records().dataset(project), records().user(), "search");
    transactions()
        .inTransaction(() -> {
          runs().insert(run);
          studies().insert(TestStudies.study(run.id()));
        });
    return run;
  }

  private List<RunId> begun(Run study, int count) {
    List<Run> asRuns = new ArrayList<>();
    List<Trial> begun = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Run run = TestRuns.trial(study, number);
      asRuns.add(run);
      begun.add(TestStudies.trial(study.id(), number, run.id(), number + 1));
    }
    transactions()
        .inTransaction(() -> {
          Study locked = studies().lock(List.of(study.id())).getFirst();
          runs().insertAll(asRuns);
          trials().insertAll(begun);
          studies().updateProgress(locked.with(locked.progress(), count));
        });
    return asRuns.stream().map(Run::id).toList();
  }

  @Test
  void manyTrialsAtOnceAreReadPageByPage() {
    Run study = stored();
    begun(study, 2_500);
    List<Long> seen = new ArrayList<>();
    long after = 0;
    while (true) {
      List<Long> page =
          trials().after(study.id(), after, 1_000).stream()
              .map(row -> row.trial().revision())
              .toList();
      if (page.isEmpty()) {
        break;
      }
      seen.addAll(page);
      after = page.getLast();
    }
    assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 2_500).boxed().toList());
  }

  @Test
  void changesOfOneStudyWaitForEachOther() throws InterruptedException {
    Run study = stored();
    List<RunId> trials = begun(study, 2);
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread other =
        Thread.ofPlatform()
            .start(() ->
                transactions()
                    .inTransaction(() -> {
                      trials().touch(study.id(), List.of(trials.get(0)));
                      held.countDown();
                      try {
                        goOn.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }));
    held.await();
    Thread waiting =
        Thread.ofPlatform()
            .start(() ->
                transactions()
                    .inTransaction(() -> trials().touch(study.id(), List.of(trials.get(1)))));
    assertThat(studies().find(study.id()).orElseThrow().revision())
        .as("nobody sees a revision whose elder is not there")
        .isEqualTo(2);
    goOn.countDown();
    other.join();
    waiting.join();
    assertThat(trials().after(study.id(), 2, 10))
        .extracting(row -> row.trial().run())
        .containsExactly(trials.get(0), trials.get(1));
  }
}
