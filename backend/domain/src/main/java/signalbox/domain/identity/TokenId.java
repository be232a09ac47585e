package signalbox.domain.identity;

import java.util.UUID;

/** Identifies a personal API token. */
public record TokenId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
