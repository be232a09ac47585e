package signalbox.domain.dataset;

import java.util.UUID;

/** Identifies an upload. */
public record UploadId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
