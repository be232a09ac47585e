package signalbox.application.event;

import signalbox.application.run.TestRuns;
import signalbox.domain.identity.UserId;

final class InMemoryDeadLetterRepositoryTest extends DeadLetterRepositoryContract {
  private final DeadLetterRepository letters = new InMemoryDeadLetterRepository();

  @Override
  protected DeadLetterRepository letters() {
    return letters;
  }

  @Override
  protected UserId user() {
    return new UserId(TestRuns.IDS.next());
  }
}
