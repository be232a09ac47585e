package signalbox.application.transfer;

import java.time.Instant;
import signalbox.domain.project.ProjectId;
import signalbox.domain.transfer.ProjectImport;

/**
 * What the file of a project begins with.
 *
 * @param product the version of the Signalbox that wrote it
 * @param exportedAt the moment of which its rows are
 * @param name of the project
 */
public record ProjectFileHeader(
    String product, Instant exportedAt, ProjectId project, String name) {
  ProjectImport.Origin origin() {
    return new ProjectImport.Origin(project, name, exportedAt, product);
  }
}
