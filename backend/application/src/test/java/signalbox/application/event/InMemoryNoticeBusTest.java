package signalbox.application.event;

class InMemoryNoticeBusTest extends NoticeBusContract {
  private final InMemoryNoticeBus.Wire wire = new InMemoryNoticeBus.Wire();

  @Override
  protected NoticeBus bus(BackendId own) {
    return new InMemoryNoticeBus(wire, own);
  }
}
