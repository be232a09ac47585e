package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.TestProject;
import signalbox.application.run.TestRuns;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;

/** Sizes are measured now and then, chores are told as they are. */
class GetStorageHandlerTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration ALMOST = MeasuredSizes.KEPT.minusMillis(1);

  private final Principal administrator = new Principal(new UserId(TestRuns.IDS.next()), true);
  private final InMemoryChoreRepository chores = new InMemoryChoreRepository();
  private Instant now = NOON;
  private boolean away;
  private int measures;
  private final GetStorageHandler handler =
      new GetStorageHandler(
          new AccessPolicy(new TestProject()),
          List.of(this::runs, () -> List.of(size(StorageSizes.Kind.LOG_LINES, 7))),
          chores,
          () -> now);

  private List<StorageSizes.Size> runs() {
    if (away) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
    }
    measures++;
    return List.of(size(StorageSizes.Kind.METADATA, measures));
  }

  private static StorageSizes.Size size(StorageSizes.Kind kind, long things) {
    return new StorageSizes.Size(kind, things, 100);
  }

  private StorageView told() {
    return handler.handle(administrator, new GetStorage());
  }

  @Test
  void measuresOnceForAllWhoAskWithinAWhile() {
    StorageView first = told();
    assertThat(first.measuredAt()).isEqualTo(NOON);
    assertThat(first.sizes())
        .containsExactly(size(StorageSizes.Kind.METADATA, 1), size(StorageSizes.Kind.LOG_LINES, 7));
    assertThat(first.chores()).isEmpty();

    now = NOON.plus(ALMOST);
    chores.ended(ChoreName.OLD_IMPORTS, NOON, now, now, 3);
    StorageView second = told();
    assertThat(second.measuredAt()).as("says how old it is").isEqualTo(NOON);
    assertThat(second.sizes()).isEqualTo(first.sizes());
    assertThat(second.chores()).extracting(Chore::removed).containsExactly(3L);

    now = NOON.plus(MeasuredSizes.KEPT);
    StorageView third = told();
    assertThat(third.measuredAt()).isEqualTo(now);
    assertThat(third.sizes()).contains(size(StorageSizes.Kind.METADATA, 2));
  }

  @Test
  void measuresAgainAfterAStoreWasAway() {
    away = true;
    assertThatThrownBy(this::told).hasMessage("store.unavailable");

    away = false;
    assertThat(told().measuredAt()).isEqualTo(NOON);
    assertThat(measures).isEqualTo(1);
  }
}
