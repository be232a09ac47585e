package signalbox.application.dataset;

import java.time.InstantSource;
import signalbox.application.identity.AccessPolicy;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.ProjectId;

/**
 * Finds uploads for those who started them and may still upload to the project, if it is of one.
 * Thread-safe.
 */
public final class OwnUploads {
  private final AccessPolicy access;
  private final UploadRepository uploads;
  private final InstantSource clock;

  public OwnUploads(AccessPolicy access, UploadRepository uploads, InstantSource clock) {
    this.access = access;
    this.uploads = uploads;
    this.clock = clock;
  }

  /**
   * @throws SignalboxException {@code upload.not_found} for everybody else's as well, {@code
   *     auth.forbidden} for a role that has become too small, {@code upload.expired}
   */
  ResumableUpload require(Principal caller, UploadId id) {
    ResumableUpload upload = uploads.find(id).orElseThrow(() -> missing(id));
    ProjectId project = upload.projectId();
    if (!upload.userId().equals(caller.userId())
        || (project != null && access.roleOf(caller, project).isEmpty())) {
      throw missing(id);
    }
    if (project != null) {
      access.requireRole(caller, project, Role.EDITOR);
    }
    if (upload.expired(clock.instant())) {
      throw SignalboxException.of(ErrorCode.UPLOAD_EXPIRED);
    }
    return upload;
  }

  /**
   * @throws SignalboxException {@code upload.incomplete} besides
   */
  public ResumableUpload requireComplete(Principal caller, UploadId id) {
    ResumableUpload upload = require(caller, id);
    if (!upload.complete()) {
      throw SignalboxException.of(ErrorCode.UPLOAD_INCOMPLETE)
          .safe("there", upload.bytesThere())
          .safe("size", upload.sizeBytes());
    }
    return upload;
  }

  /**
   * The project that a complete upload becomes a dataset of.
   *
   * @throws SignalboxException {@code upload.not_found} for the file of a project
   */
  static ProjectId projectOf(ResumableUpload upload) {
    ProjectId project = upload.projectId();
    if (project == null) {
      throw missing(upload.id());
    }
    return project;
  }

  public static SignalboxException missing(UploadId id) {
    return SignalboxException.of(ErrorCode.UPLOAD_NOT_FOUND).safe("id", id);
  }
}
