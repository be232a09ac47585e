package signalbox.domain.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash over the lines of a log in their order. Used by one thread. */
public final class RollingHash {
  private static final int BYTES = 32;

  private final MessageDigest digest = sha256();
  private final CanonicalLine canonical = new CanonicalLine();
  private byte[] last = new byte[BYTES];

  public void add(LogLine line) {
    canonical.put(line);
    digest.update(last);
    digest.update(canonical.array(), 0, canonical.length());
    last = digest.digest();
  }

  /** Lower-case hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(last);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
