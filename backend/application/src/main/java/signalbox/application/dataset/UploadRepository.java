package signalbox.application.dataset;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Uploads on their way. Thread-safe; takes part in the current transaction. */
public interface UploadRepository {
  void insert(ResumableUpload upload);

  Optional<ResumableUpload> find(UploadId id);

  /** Nobody else changes it until the transaction ends. */
  Optional<ResumableUpload> lock(UploadId id);

  /** Replaces what may change. No effect when there is none. */
  void update(ResumableUpload upload);

  /**
   * Those of a user in a project that are no datasets yet, newest first.
   *
   * @param project null for the files of projects
   */
  List<ResumableUpload> open(UserId user, @Nullable ProjectId project, int limit);

  /** How many of a user are no datasets yet, in all projects. */
  int countOpen(UserId user);

  /** What has expired, the oldest first. */
  List<UploadId> expired(Instant now, int limit);

  /** All there are. */
  List<UploadId> all();

  /** True when it was there. */
  boolean delete(UploadId id);
}
