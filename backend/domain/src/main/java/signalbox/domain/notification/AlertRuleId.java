package signalbox.domain.notification;

import java.util.UUID;

/** Identifies an alert rule. */
public record AlertRuleId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
