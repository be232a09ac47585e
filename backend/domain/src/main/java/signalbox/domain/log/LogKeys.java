package signalbox.domain.log;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import signalbox.domain.run.RunId;

/**
 * Derives the keys with which senders sign their lines: secret → run → attempt, and for the trials
 * of a study secret → study → trial → attempt. Who has one of them learns nothing of its siblings.
 * Thread-safe.
 */
public final class LogKeys {
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] secret;

  /**
   * @param secret at least 32 bytes; the same in every backend of a system
   */
  public LogKeys(byte[] secret) {
    this.secret = secret.clone();
  }

  /** A secret for one purpose, from one that has others too. */
  public static byte[] derive(byte[] secret, byte[] purpose) {
    return hmac(secret).doFinal(purpose);
  }

  /** The key that travels with the run's command. */
  public byte[] runKey(RunId run) {
    return hmac(secret).doFinal(bytes(run.value()));
  }

  /**
   * The key of a trial, which the orchestrator makes by itself of its study's.
   *
   * @param studyKey {@link #runKey} of the study
   */
  public static byte[] trialKey(byte[] studyKey, RunId trial) {
    return hmac(studyKey).doFinal(bytes(trial.value()));
  }

  /** The key that only the attempt gets. */
  public byte[] attemptKey(RunId run, int attempt) {
    return attemptKey(runKey(run), attempt);
  }

  /** The key that only the attempt of a trial gets. */
  public byte[] attemptKey(RunId study, RunId trial, int attempt) {
    return attemptKey(trialKey(runKey(study), trial), attempt);
  }

  /** The key that only the attempt gets. */
  public static byte[] attemptKey(byte[] runKey, int attempt) {
    return hmac(runKey).doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(attempt).array());
  }

  static Mac hmac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
