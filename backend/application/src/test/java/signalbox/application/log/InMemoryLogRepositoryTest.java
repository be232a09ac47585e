package signalbox.application.log;

class InMemoryLogRepositoryTest extends LogRepositoryContract {
  private final InMemoryLogRepository logs = new InMemoryLogRepository();

  @Override
  protected LogRepository logs() {
    return logs;
  }
}
