package signalbox.application.dataset;

class InMemoryUploadFilesTest extends UploadFilesContract {
  @Override
  protected UploadFiles open() {
    return new InMemoryUploadFiles();
  }
}
