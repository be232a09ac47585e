package signalbox.embedded;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords that nobody types. */
public final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** 32 hexadecimal digits. */
  public static String random() {
    var bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
