package signalbox.application.run;

final class InMemoryRunTemplatesTest extends RunTemplatesContract {
  private final RunTemplates templates = new InMemoryRunTemplates();

  @Override
  protected RunTemplates templates() {
    return templates;
  }

  @Override
  protected Records records() {
    return new InMemoryRecords();
  }
}
