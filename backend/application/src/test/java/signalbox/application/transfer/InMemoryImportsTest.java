package signalbox.application.transfer;

import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

class InMemoryImportsTest extends ImportsContract {
  private final InMemoryImports imports = new InMemoryImports();
  private final UserId user = new UserId(TestRuns.IDS.next());

  @Override
  protected ImportRepository imports() {
    return imports;
  }

  @Override
  protected ImportTraces traces() {
    return imports;
  }

  @Override
  protected UserId user() {
    return user;
  }

  @Override
  protected UploadId upload() {
    return new UploadId(TestRuns.IDS.next());
  }

  @Override
  protected void remove(UploadId upload) {
    imports.uploadGone(upload);
  }

  @Override
  protected ProjectId project() {
    return new ProjectId(TestRuns.IDS.next());
  }
}
