package signalbox.infrastructure.s3.shared;

import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Why a bucket cannot be used: sentences for an operator, with the settings to look at. */
final class S3Trouble {
  private S3Trouble() {}

  static String of(SdkException thrown, String bucket) {
    if (thrown instanceof S3Exception refused) {
      return switch (refused.statusCode()) {
        // Answers to HEAD have no body that would say more.
        case 403 ->
            "the object store refuses its bucket «"
                + bucket
                + "»: the keys are wrong, or the bucket's policy keeps them out"
                + " (SIGNALBOX_S3_ACCESS_KEY, SIGNALBOX_S3_SECRET_KEY)";
        case 301, 307, 400 ->
            "the bucket «"
                + bucket
                + "» is elsewhere: in another region, or at another address"
                + " (SIGNALBOX_S3_REGION, SIGNALBOX_S3_ENDPOINT, SIGNALBOX_S3_STYLE)";
        default -> "the object store answers: " + refused.getMessage();
      };
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return "no TLS with the object store (SIGNALBOX_S3_ENDPOINT, SIGNALBOX_S3_CA): "
            + cause.getMessage();
      }
      if (cause instanceof UnknownHostException) {
        return "there is no host "
            + cause.getMessage()
            + " (SIGNALBOX_S3_ENDPOINT; SIGNALBOX_S3_STYLE=virtual puts the bucket in front of it)";
      }
    }
    return "the object store does not answer (SIGNALBOX_S3_ENDPOINT): " + root(thrown).getMessage();
  }

  static String noBucket(String bucket) {
    return "there is no bucket «"
        + bucket
        + "»: make it, name another one in SIGNALBOX_S3_BUCKET, or set"
        + " SIGNALBOX_S3_CREATE_BUCKET=1";
  }

  static String notEncrypted(String algorithm, SdkException failed) {
    return "the object store does not take an object that is to be encrypted with "
        + algorithm
        + " (SIGNALBOX_S3_ENCRYPTION, SIGNALBOX_S3_KMS_KEY_ID): "
        + root(failed).getMessage();
  }

  /**
   * @param answered what the store says that it encrypted with; null when it says nothing
   */
  static String otherwiseEncrypted(String algorithm, @Nullable String answered) {
    return "the object store was asked to encrypt with "
        + algorithm
        + " (SIGNALBOX_S3_ENCRYPTION) and says "
        + (answered == null ? "nothing of it" : answered);
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    return root;
  }
}
