package signalbox.application.run;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;

/** Idempotency keys in memory; kept for ever. */
public final class InMemoryIdempotencyKeys implements IdempotencyKeys {
  private final Map<String, Used> keys = new HashMap<>();

  @Override
  public Optional<UUID> find(UserId user, String operation, String key, byte[] fingerprint) {
    Used used = keys.get(user + "|" + operation + "|" + key);
    if (used == null) {
      return Optional.empty();
    }
    if (!Arrays.equals(used.fingerprint, fingerprint)) {
      throw SignalboxException.of(ErrorCode.REQUEST_IDEMPOTENCY_MISMATCH);
    }
    return Optional.of(used.resource);
  }

  @Override
  public Optional<UUID> claim(
      UserId user, String operation, String key, byte[] fingerprint, UUID resource) {
    Optional<UUID> first = find(user, operation, key, fingerprint);
    if (first.isEmpty()) {
      keys.put(user + "|" + operation + "|" + key, new Used(fingerprint, resource));
    }
    return first;
  }

  private static final class Used {
    private final byte[] fingerprint;
    private final UUID resource;

    Used(byte[] fingerprint, UUID resource) {
      this.fingerprint = fingerprint;
      this.resource = resource;
    }
  }
}
