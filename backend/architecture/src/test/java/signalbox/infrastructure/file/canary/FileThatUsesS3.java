package signalbox.infrastructure.file.canary;

import signalbox.infrastructure.s3.shared.S3ObjectStore;

/** Breaks a rule on purpose: files use S3. */
public final class FileThatUsesS3 {
  /** Closes. */
  public void close(S3ObjectStore store) {
    store.close();
  }
}
