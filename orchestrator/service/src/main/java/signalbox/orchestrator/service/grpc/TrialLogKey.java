package signalbox.orchestrator.service.grpc;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The run key of a trial's log: HMAC-SHA256 with the key of its study over the 16 bytes of the
 * trial's run id. Backend and orchestrator derive it, so that no command has to carry it.
 */
public final class TrialLogKey {
  private static final String ALGORITHM = "HmacSHA256";

  private TrialLogKey() {}

  public static byte[] derive(byte[] studyKey, String trialId) {
    UUID id = UUID.fromString(trialId);
    byte[] bytes =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(studyKey, ALGORITHM));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
    }
  }
}
