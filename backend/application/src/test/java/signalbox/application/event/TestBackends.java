package signalbox.application.event;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Backends for tests. */
public final class TestBackends {
  private TestBackends() {}

  public static BackendFacts named(String name) {
    return of(new BackendId(UUID.randomUUID()), name);
  }

  public static BackendFacts of(BackendId id, String name) {
    return new BackendFacts(id, name, "1", Instant.parse("2026-01-01T00:00:00Z"), 0, List.of());
  }
}
