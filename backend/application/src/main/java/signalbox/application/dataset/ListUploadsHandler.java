package signalbox.application.dataset;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.ProjectId;

/** Lists uploads, newest first. */
public final class ListUploadsHandler implements Handler<ListUploads, List<ResumableUpload>> {
  static final int MAX_LISTED = 50;

  private final AccessPolicy access;
  private final UploadRepository uploads;
  private final InstantSource clock;

  public ListUploadsHandler(AccessPolicy access, UploadRepository uploads, InstantSource clock) {
    this.access = access;
    this.uploads = uploads;
    this.clock = clock;
  }

  @Override
  public List<ResumableUpload> handle(Principal caller, ListUploads query) {
    ProjectId project = query.project();
    if (project != null) {
      access.requireRole(caller, project, Role.VIEWER);
    }
    Instant now = clock.instant();
    return uploads.open(caller.userId(), project, MAX_LISTED).stream()
        .filter(upload -> !upload.expired(now))
        .toList();
  }
}
