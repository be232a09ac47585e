package signalbox.orchestrator.service.s3;

/**
 * With what the store must encrypt what is uploaded.
 *
 * @param algorithm {@code AES256} or {@code aws:kms}; empty: nothing is asked for
 * @param kmsKeyId the key of {@code aws:kms}; empty: the store's own
 */
public record UploadEncryption(String algorithm, String kmsKeyId) {
  public static final UploadEncryption NONE = new UploadEncryption("", "");
}
