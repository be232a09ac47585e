package signalbox.application.link;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Sha256;
import signalbox.domain.identity.Principal;

/** Carries out {@link CreateLink}: the same path has one name, whoever asks. */
public final class CreateLinkHandler implements Handler<CreateLink, ShortLink> {
  private static final String LETTERS = "23456789abcdefghijkmnpqrstuvwxyz";
  private static final int LENGTH = 10;
  private static final int TRIES = 10;

  private final ShortLinks links;

  public CreateLinkHandler(ShortLinks links) {
    this.links = links;
  }

  @Override
  public ShortLink handle(Principal caller, CreateLink command) {
    // Two paths of one name are next to impossible, but must not lead astray.
    for (int attempt = 0; attempt < TRIES; attempt++) {
      String id = id(command.path(), attempt);
      if (links.claim(id, command.path(), caller.userId()).equals(command.path())) {
        return new ShortLink(id, command.path());
      }
    }
    throw new IllegalStateException("no free name for a link");
  }

  private static String id(String path, int attempt) {
    byte[] digest = Sha256.of(attempt + path);
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      id.append(LETTERS.charAt((digest[i] & 0xff) % LETTERS.length()));
    }
    return id.toString();
  }
}
