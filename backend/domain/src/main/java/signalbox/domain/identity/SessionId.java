package signalbox.domain.identity;

import java.util.UUID;

/** Identifies a session: one sign-in in one browser. */
public record SessionId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
