package signalbox.application.shared;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import signalbox.domain.identity.UserId;

/**
 * Remembers which resource a creating request made, for {@link #KEPT}. Thread-safe; takes part in
 * the current transaction.
 */
public interface IdempotencyKeys {
  Duration KEPT = Duration.ofHours(24);

  /**
   * What an earlier request with this key made.
   *
   * @param operation the use case with its scope: {@code StartRun:<project id>}
   * @param fingerprint a digest of the request
   * @throws signalbox.domain.error.SignalboxException {@code request.idempotency_mismatch} when the
   *     earlier request was another one
   */
  Optional<UUID> find(UserId user, String operation, String key, byte[] fingerprint);

  /**
   * Remembers, in the transaction that makes the resource, what the key stands for. When another
   * transaction did so first, waits for it and answers its resource: the caller must then make
   * nothing.
   *
   * @throws signalbox.domain.error.SignalboxException {@code request.idempotency_mismatch}
   */
  Optional<UUID> claim(
      UserId user, String operation, String key, byte[] fingerprint, UUID resource);
}
