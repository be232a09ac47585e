package signalbox.application.service;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Answers {@link ListAlgorithms}. */
public final class ListAlgorithmsHandler
    implements Handler<ListAlgorithms, List<OfferedAlgorithm>> {
  private final ServiceCatalogue catalogue;

  public ListAlgorithmsHandler(ServiceCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public List<OfferedAlgorithm> handle(Principal caller, ListAlgorithms query) {
    return catalogue.list();
  }
}
