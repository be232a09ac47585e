package signalbox.application.transfer;

import java.util.regex.Pattern;

/** What may be sent as a content type. */
public final class MediaTypes {
  /** For what is not known, or cannot be sent. */
  public static final String BYTES = "application/octet-stream";

  private static final Pattern VALID =
      Pattern.compile("[\\w!#$&^.+-]{1,100}/[\\w!#$&^.+-]{1,100}(?:; ?[ -~]{1,100})?");

  private MediaTypes() {}

  public static boolean valid(String text) {
    return VALID.matcher(text).matches();
  }

  /** Bytes for what is not valid. */
  public static String orBytes(String text) {
    return valid(text) ? text : BYTES;
  }
}
