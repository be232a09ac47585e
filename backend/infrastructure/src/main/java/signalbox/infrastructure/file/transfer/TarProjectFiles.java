package signalbox.infrastructure.file.transfer;

import java.nio.file.Path;
import signalbox.application.transfer.ProjectFileHeader;
import signalbox.application.transfer.ProjectFileVisitor;
import signalbox.application.transfer.ProjectFileWriter;
import signalbox.application.transfer.ProjectFiles;

/** Files of projects as tars; see docs/guides/transfer.md. */
public final class TarProjectFiles implements ProjectFiles {
  private final Path folder;

  /**
   * @param folder holds what is written before it is told where to go
   */
  public TarProjectFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public ProjectFileWriter begin(ProjectFileHeader header) {
    return new TarProjectFileWriter(folder, header);
  }

  @Override
  public void read(Path file, ProjectFileVisitor visitor) {
    new TarProjectFileReader(file, visitor).read();
  }
}
