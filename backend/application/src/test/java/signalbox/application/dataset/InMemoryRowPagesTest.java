package signalbox.application.dataset;

class InMemoryRowPagesTest extends RowPagesContract {
  @Override
  protected RowPages open() {
    return new InMemoryRowPages();
  }
}
