package signalbox.application.run;

final class InMemoryRunQueryTest extends RunQueryContract {
  @Override
  protected RunWorld world() {
    return new InMemoryRunWorld();
  }
}
