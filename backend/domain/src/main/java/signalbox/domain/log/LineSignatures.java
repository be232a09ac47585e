package signalbox.domain.log;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/** Signs and checks the lines of one attempt. Used by one thread. */
public final class LineSignatures {
  /** The length of a signature. */
  public static final int BYTES = 16;

  private final Mac mac;
  private final byte[] prefix;

  /**
   * @param key of the attempt
   */
  public LineSignatures(LogAttemptId attempt, byte[] key) {
    this.mac = LogKeys.hmac(key);
    this.prefix =
        ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
            .put(LogKeys.bytes(attempt.log().value()))
            .putInt(attempt.attempt())
            .array();
  }

  public byte[] sign(CanonicalLine line) {
    mac.update(prefix);
    mac.update(line.array(), 0, line.length());
    return Arrays.copyOf(mac.doFinal(), BYTES);
  }

  /** Takes the same time wherever the signatures differ. */
  public boolean valid(CanonicalLine line, byte[] signature) {
    return MessageDigest.isEqual(sign(line), signature);
  }
}
