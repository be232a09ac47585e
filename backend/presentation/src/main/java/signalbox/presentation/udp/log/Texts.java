package signalbox.presentation.udp.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.DropCause;
import signalbox.domain.log.LogLine;

/** Texts of lines, made storable without losing a byte. */
final class Texts {
  private static final char REPLACEMENT = '\ufffd';

  private Texts() {}

  /**
   * A line's text.
   *
   * @param raw its bytes when {@code text} cannot say them all
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on at once; nobody compares it.
  record Text(String text, byte @Nullable [] raw) {}

  /** Bytes that may be anything. */
  static Text of(byte[] bytes) throws RefusedException {
    checkLength(bytes.length);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) {
        return new Text(text, null);
      }
    } catch (CharacterCodingException e) {
      // Shown with replacements, kept as it is.
    }
    return new Text(new String(bytes, StandardCharsets.UTF_8).replace('\0', REPLACEMENT), bytes);
  }

  /** Text that may hold NUL or half a surrogate pair. */
  static Text of(String text) throws RefusedException {
    String whole = whole(text);
    if (whole.length() > LogLine.MAX_TEXT_BYTES / 3) {
      checkLength(whole.getBytes(StandardCharsets.UTF_8).length);
    }
    return whole.indexOf('\0') < 0
        ? new Text(whole, null)
        : new Text(whole.replace('\0', REPLACEMENT), whole.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with U+FFFD in place of half a surrogate pair. */
  static String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          return replaced(text, i);
        }
      }
    }
    return text;
  }

  private static String replaced(String text, int from) {
    StringBuilder whole = new StringBuilder(text);
    for (int i = from; i < whole.length(); i++) {
      char c = whole.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < whole.length()
          && Character.isLowSurrogate(whole.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        whole.setCharAt(i, REPLACEMENT);
      }
    }
    return whole.toString();
  }

  /** A name that can be stored: shortened, without NUL. */
  static String name(String text, int most) {
    String plain = whole(text).replace('\0', REPLACEMENT);
    return plain.length() <= most ? plain : whole(plain.substring(0, most));
  }

  private static void checkLength(int bytes) throws RefusedException {
    if (bytes > LogLine.MAX_TEXT_BYTES) {
      throw new RefusedException(DropCause.OVERSIZED);
    }
  }
}
