package signalbox.application.event;

import java.util.UUID;

/** One process of the backend: fresh for each start. */
public record BackendId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
