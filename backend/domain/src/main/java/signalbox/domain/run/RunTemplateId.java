package signalbox.domain.run;

import java.util.UUID;

/** Identifies a template of runs. */
public record RunTemplateId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
