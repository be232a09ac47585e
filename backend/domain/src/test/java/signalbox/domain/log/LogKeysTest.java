package signalbox.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import signalbox.domain.run.RunId;

/** The keys that others derive by the same rule. */
final class LogKeysTest {
  private final LogKeys keys = new LogKeys(new byte[32]);
  private final RunId study = new RunId(new UUID(1, 2));
  private final RunId trial = new RunId(new UUID(3, 4));

  private static byte[] hmac(byte[] key, byte[] message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  @Test
  void theKeyOfATrialComesFromTheKeyOfItsStudy() throws Exception {
    byte[] id = ByteBuffer.allocate(16).putLong(3).putLong(4).array();
    byte[] ofTrial = hmac(keys.runKey(study), id);
    assertThat(LogKeys.trialKey(keys.runKey(study), trial)).isEqualTo(ofTrial);
    byte[] attempt = ByteBuffer.allocate(4).putInt(2).array();
    assertThat(keys.attemptKey(study, trial, 2)).isEqualTo(hmac(ofTrial, attempt));
    assertThat(keys.attemptKey(study, trial, 2)).isNotEqualTo(keys.attemptKey(trial, 2));
  }
}
