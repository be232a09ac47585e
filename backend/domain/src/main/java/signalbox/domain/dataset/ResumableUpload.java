package signalbox.domain.dataset;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/**
 * A file on its way to become a dataset, or a project. It belongs to who started it, and outlives
 * connections and restarts until it expires.
 *
 * @param projectId where the dataset will be; null for the file of a project, which has none yet
 * @param fingerprint the client's mark of the file, to know it again
 * @param bytesThere how many bytes are safely stored: where the client goes on
 * @param sha256 of the whole file; null until somebody looked
 * @param refusal why the last attempt to make a dataset of it failed; null when there was none
 * @param dataset what was made of it; null until then
 */
public record ResumableUpload(
    UploadId id,
    @Nullable ProjectId projectId,
    UserId userId,
    String fileName,
    String fingerprint,
    long sizeBytes,
    long bytesThere,
    @Nullable String sha256,
    @Nullable Refusal refusal,
    @Nullable DatasetId dataset,
    Instant createdAt,
    Instant changedAt,
    Instant expiresAt) {
  /** How long an upload of which nothing is heard is kept. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** Why no dataset was made of it. */
  public record Refusal(String code, String detail) {}

  public ResumableUpload {
    if (bytesThere < 0 || bytesThere > sizeBytes) {
      throw new IllegalArgumentException(bytesThere + " bytes of " + sizeBytes);
    }
  }

  /** Everything has arrived. */
  public boolean complete() {
    return bytesThere == sizeBytes;
  }

  /** The file of a project, of which a new one is to be made. */
  public boolean ofProjectFile() {
    return projectId == null;
  }

  public boolean expired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** Somebody works on it; it is kept for a while from now on. */
  public ResumableUpload kept(Instant now) {
    return advanced(bytesThere, now);
  }

  /** More bytes are there; it is kept for a while from now on. */
  public ResumableUpload advanced(long there, Instant now) {
    if (there < bytesThere) {
      throw new IllegalArgumentException("Stored bytes do not go away");
    }
    return new ResumableUpload(
        id,
        projectId,
        userId,
        fileName,
        fingerprint,
        sizeBytes,
        there,
        sha256,
        refusal,
        dataset,
        createdAt,
        now,
        now.plus(KEPT));
  }

  public ResumableUpload hashed(String digest) {
    return new ResumableUpload(
        id,
        projectId,
        userId,
        fileName,
        fingerprint,
        sizeBytes,
        bytesThere,
        digest,
        refusal,
        dataset,
        createdAt,
        changedAt,
        expiresAt);
  }

  /** No dataset could be made of it; it stays, to be looked at and tried again. */
  public ResumableUpload refused(Refusal reason, Instant now) {
    return new ResumableUpload(
        id,
        projectId,
        userId,
        fileName,
        fingerprint,
        sizeBytes,
        bytesThere,
        sha256,
        reason,
        dataset,
        createdAt,
        now,
        now.plus(KEPT));
  }

  /** A dataset was made of it. */
  public ResumableUpload stored(DatasetId made, Instant now) {
    return new ResumableUpload(
        id,
        projectId,
        userId,
        fileName,
        fingerprint,
        sizeBytes,
        bytesThere,
        sha256,
        null,
        made,
        createdAt,
        now,
        expiresAt);
  }
}
