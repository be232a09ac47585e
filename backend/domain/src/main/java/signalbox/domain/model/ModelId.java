package signalbox.domain.model;

import java.util.UUID;

/** Identifies a model. */
public record ModelId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
