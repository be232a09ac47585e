package signalbox.application.link;

import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;

/** Answers {@link FindLink}. */
public final class FindLinkHandler implements Handler<FindLink, ShortLink> {
  private final ShortLinks links;

  public FindLinkHandler(ShortLinks links) {
    this.links = links;
  }

  @Override
  public ShortLink handle(Principal caller, FindLink query) {
    return links
        .find(query.id())
        .map(path -> new ShortLink(query.id(), path))
        .orElseThrow(
            () -> SignalboxException.of(ErrorCode.LINK_NOT_FOUND).unsafe("id", query.id()));
  }
}
