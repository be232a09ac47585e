package signalbox.application.storage;

import signalbox.domain.project.Project;

class InMemoryRetentionHistoryTest extends RetentionHistoryContract {
  private final InMemoryRetentionHistory history = new InMemoryRetentionHistory();

  @Override
  protected RetentionHistory history() {
    return history;
  }

  @Override
  protected void store(Project project) {
    history.add(project);
  }
}
