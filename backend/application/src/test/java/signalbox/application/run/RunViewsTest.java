package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;

/** What stands beside runs, and what happens while one of the stores is away. */
final class RunViewsTest {
  private static final long SECONDS = 10;

  private final Run run =
      TestRuns.training(
          new ProjectId(TestRuns.IDS.next()),
          new DatasetId(TestRuns.IDS.next()),
          new UserId(TestRuns.IDS.next()),
          "a");
  private final RunLogs.Counts counts = new RunLogs.Counts(1, 2, 3, 4L);

  private static RunViews views(RunNames names, RunLogs logs) {
    return new RunViews(names, logs, _ -> Map.of(), Thread::startVirtualThread);
  }

  @Test
  void askForNamesWhileTheStoreOfLogsAnswers() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch named = new CountDownLatch(1);
    RunNames names =
        new RunNames() {
          @Override
          public Map<UserId, String> users(Collection<UserId> ids) {
            await(asked);
            named.countDown();
            return Map.of(run.createdBy(), "Eve");
          }

          @Override
          public Map<DatasetId, NamedDataset> datasets(Collection<DatasetId> ids) {
            return Map.of();
          }
        };
    RunLogs logs =
        _ -> {
          asked.countDown();
          await(named);
          return Map.of(run.id(), counts);
        };
    RunView view = views(names, logs).of(run);
    assertThat(view.creatorName()).isEqualTo("Eve");
    assertThat(view.log()).isEqualTo(counts);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void areThereWithoutTheStoreOfLogs() {
    RunLogs away =
        _ -> {
          throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
        };
    assertThat(views(new NoNames(), away).of(List.of(run)))
        .singleElement()
        .satisfies(view -> assertThat(view.log()).isNull());
  }

  @Test
  void failWithWhatFailedInTheStoreOfLogs() {
    RunLogs broken =
        _ -> {
          throw SignalboxException.of(ErrorCode.INTERNAL);
        };
    assertThatThrownBy(() -> views(new NoNames(), broken).of(run))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("internal");
  }
}
