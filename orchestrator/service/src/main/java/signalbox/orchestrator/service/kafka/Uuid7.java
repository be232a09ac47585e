package signalbox.orchestrator.service.kafka;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Ids that sort by time (RFC 9562, version 7). Thread-safe. */
public final class Uuid7 {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Uuid7() {}

  public static String at(Instant time) {
    long high = (time.toEpochMilli() << 16) | 0x7000L | (RANDOM.nextInt() & 0xFFFL);
    long low = 0x8000000000000000L | (RANDOM.nextLong() & 0x3FFFFFFFFFFFFFFFL);
    return new UUID(high, low).toString();
  }

  /** When the id was made, to the millisecond. */
  public static Instant timeOf(String id) {
    return Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16);
  }
}
