package signalbox.orchestrator.service.grpc;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key with which one attempt signs its log lines, as {@code contracts/log-datagram.md} derives
 * it from the run's. An attempt that is not the newest one cannot sign for the next.
 */
final class AttemptLogKey {
  private static final String ALGORITHM = "HmacSHA256";

  private AttemptLogKey() {}

  static byte[] derive(byte[] runKey, int attempt) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(runKey, ALGORITHM));
      return mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(attempt).array());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
    }
  }
}
