package signalbox.application.link;

import signalbox.domain.error.SignalboxException;

/**
 * Makes a path of the web application short. Any signed-in user may; the path alone opens nothing.
 *
 * @param path within this application: nobody is led elsewhere
 */
public record CreateLink(String path) {
  public static final int MAX_PATH = 8000;

  public CreateLink {
    boolean within =
        path.startsWith("/")
            && !path.startsWith("//")
            && path.indexOf('\\') < 0
            && path.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
    if (!within || path.length() > MAX_PATH) {
      throw SignalboxException.invalid(
          "path", "must be a path of this application with at most " + MAX_PATH + " characters");
    }
  }
}
