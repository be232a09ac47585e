package signalbox.logging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The net below the rule that secrets never reach a log: what looks like one is taken out of
 * messages and stack traces, also where a library wrote them. The Python parts have the same net.
 */
final class Scrubbed {
  private static final String GONE = "…";

  /** The first group stays, so that a reader sees what stood there. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\\s\"']+"
              + "|((?:Bearer|bearer)[ .])[A-Za-z0-9._~+/=-]{8,}"
              + "|(sbx_)[A-Za-z0-9_-]{8,}"
              + "|([?&;]password=)[^&;\\s\"']+");

  private Scrubbed() {}

  static String of(String text) {
    return SECRET
        .matcher(text)
        .replaceAll(found -> {
          for (int group = 1; group <= found.groupCount(); group++) {
            String kept = found.group(group);
            if (kept != null) {
              return Matcher.quoteReplacement(kept + GONE);
            }
          }
          return GONE;
        });
  }
}
