package signalbox.application.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidV7Test {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final UuidV7 ids = new UuidV7(() -> now, new Random(1));

  @Test
  void ascendsWithinOneMillisecond() {
    Set<UUID> seen = new HashSet<>();
    String last = "";
    for (int i = 0; i < 10_000; i++) {
      UUID id = ids.next();
      assertThat(id.toString()).isGreaterThan(last);
      last = id.toString();
      assertThat(seen.add(id)).isTrue();
    }
  }

  @Test
  void ascendsWhenTheClockGoesBack() {
    UUID before = ids.next();
    now = now.minusSeconds(60);
    assertThat(ids.next().toString()).isGreaterThan(before.toString());
  }

  @Test
  void carriesVersionVariantAndTime() {
    UUID id = ids.next();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
    assertThat(UuidV7.timeOf(id)).isEqualTo(now);
  }
}
