package signalbox.infrastructure.s3.shared;

import org.jspecify.annotations.Nullable;

/**
 * With what the store is asked to encrypt each object.
 *
 * @param algorithm {@code AES256} or {@code aws:kms}; null to ask for nothing
 * @param kmsKeyId the key of {@code aws:kms}; null for the store's own
 */
public record S3Encryption(@Nullable String algorithm, @Nullable String kmsKeyId) {
  public static final S3Encryption NONE = new S3Encryption(null, null);
}
