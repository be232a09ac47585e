package signalbox.application.transfer;

import java.nio.ByteBuffer;
import java.util.UUID;
import signalbox.application.shared.Sha256;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.ImportId;

/**
 * The ids and keys of one attempt at an import. An id is made from the original one alone, so
 * whoever refers to something finds it without a table of all that there is; nothing outside of the
 * import can be meant by it. Immutable.
 *
 * <p>A renewed id is a UUIDv7 with the time of the original: lists keep their order.
 */
public final class IdRenewal {
  private static final long TIME_AND_COUNTER = 0xFFFF_FFFF_FFFF_0FFFL;
  private static final long VERSION_7 = 0x7000L;
  private static final long RANDOM = 0x3FFF_FFFF_FFFF_FFFFL;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final int SALTED_BYTES = 4 * Long.BYTES + Integer.BYTES;

  private final ImportId id;
  private final int attempt;

  public IdRenewal(ImportId id, int attempt) {
    this.id = id;
    this.attempt = attempt;
  }

  public UUID renew(UUID original) {
    ByteBuffer salted =
        ByteBuffer.allocate(SALTED_BYTES)
            .putLong(id.value().getMostSignificantBits())
            .putLong(id.value().getLeastSignificantBits())
            .putInt(attempt)
            .putLong(original.getMostSignificantBits())
            .putLong(original.getLeastSignificantBits());
    long digest = ByteBuffer.wrap(Sha256.begin().digest(salted.array())).getLong();
    return new UUID(
        (original.getMostSignificantBits() & TIME_AND_COUNTER) | VERSION_7,
        (digest & RANDOM) | VARIANT);
  }

  public RunId renew(RunId original) {
    return new RunId(renew(original.value()));
  }

  /**
   * Where an object of the file lies.
   *
   * @param name a {@linkplain ObjectNames#valid valid} one
   */
  public String key(String name) {
    return "imports/" + id + "/" + attempt + "/" + ObjectNames.tail(name);
  }
}
