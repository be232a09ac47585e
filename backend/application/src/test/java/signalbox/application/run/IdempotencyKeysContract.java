package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;

/** What every memory of idempotency keys must do. */
public abstract class IdempotencyKeysContract {
  private static final byte[] ONE = {1};
  private static final byte[] TWO = {2};

  protected abstract IdempotencyKeys keys();

  protected abstract Records records();

  protected abstract Transactions transactions();

  @Test
  void theFirstClaimWinsAndOtherRequestsAreRefused() {
    IdempotencyKeys keys = keys();
    UserId user = records().user();
    UUID resource = TestRuns.IDS.next();
    assertThat(keys.find(user, "op", "k", ONE)).isEmpty();
    transactions()
        .inTransaction(() -> assertThat(keys.claim(user, "op", "k", ONE, resource)).isEmpty());
    assertThat(keys.find(user, "op", "k", ONE)).contains(resource);
    transactions()
        .inTransaction(() ->
            assertThat(keys.claim(user, "op", "k", ONE, TestRuns.IDS.next())).contains(resource));
    assertThatThrownBy(() -> keys.find(user, "op", "k", TWO))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            refused ->
                assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_IDEMPOTENCY_MISMATCH));
    assertThat(keys.find(user, "other", "k", TWO)).isEmpty();
    assertThat(keys.find(records().user(), "op", "k", TWO)).isEmpty();
  }
}
