package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.identity.Principal;

/** Finds an upload. */
public final class FindUploadHandler implements Handler<FindUpload, ResumableUpload> {
  private final OwnUploads own;

  public FindUploadHandler(OwnUploads own) {
    this.own = own;
  }

  @Override
  public ResumableUpload handle(Principal caller, FindUpload query) {
    return own.require(caller, query.upload());
  }
}
