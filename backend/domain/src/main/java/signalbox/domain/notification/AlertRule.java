package signalbox.domain.notification;

import java.time.Instant;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunKind;

/**
 * What somebody wants to hear of the runs of a project.
 *
 * @param shared it tells every member and the project's webhooks; else its owner alone
 */
public record AlertRule(
    AlertRuleId id,
    ProjectId project,
    UserId owner,
    boolean shared,
    String name,
    boolean enabled,
    AlertTrigger trigger,
    AlertScope scope,
    Instant createdAt) {
  public static final int MAX_NAME_LENGTH = 200;

  /** How many a project may have, of all owners. */
  public static final int MOST_IN_PROJECT = 200;

  /**
   * @throws SignalboxException {@code request.invalid} with the field {@code name} or {@code
   *     scope.kind}
   */
  public AlertRule {
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH || name.indexOf('\u0000') >= 0) {
      throw SignalboxException.invalid("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
    if (trigger instanceof AlertTrigger.OnStudy
        && scope.kind() != null
        && scope.kind() != RunKind.STUDY) {
      throw SignalboxException.invalid("scope.kind", "must be study, or none, to wait for a study");
    }
  }

  /** The same rule as it shall be from now on. */
  public AlertRule changed(
      String newName, boolean nowEnabled, AlertTrigger newTrigger, AlertScope newScope) {
    return new AlertRule(
        id, project, owner, shared, newName, nowEnabled, newTrigger, newScope, createdAt);
  }
}
