package signalbox.application.notification;

import signalbox.application.run.InMemoryRecords;
import signalbox.application.run.Records;
import signalbox.domain.run.Run;

final class InMemoryAlertRuleRepositoryTest extends AlertRuleRepositoryContract {
  private final InMemoryAlertRuleRepository rules = new InMemoryAlertRuleRepository();

  @Override
  protected AlertRuleRepository rules() {
    return rules;
  }

  @Override
  protected Records records() {
    return new InMemoryRecords();
  }

  @Override
  protected void store(Run run) {
    rules.know(run);
  }
}
