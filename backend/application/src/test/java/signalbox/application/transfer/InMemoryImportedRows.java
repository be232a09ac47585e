package signalbox.application.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.PageRequest;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.Project;

/** Projects come into being in their repository; of other rows only their number is kept. */
public final class InMemoryImportedRows implements ImportedRows {
  private static final String PROJECT = "project";
  private static final Set<String> TABLES = Set.of("dataset", "run");

  private final ProjectRepository projects;
  private final InMemoryImports imports;
  private final List<String> written = new ArrayList<>();

  public InMemoryImportedRows(ProjectRepository projects, InMemoryImports imports) {
    this.projects = projects;
    this.imports = imports;
  }

  @Override
  public boolean nameTaken(String name) {
    return projects.listAll(new PageRequest(PageRequest.MAX_LIMIT, null)).items().stream()
        .anyMatch(view -> view.project().name().equalsIgnoreCase(name));
  }

  @Override
  public synchronized void write(
      Importing importing, String entry, String table, List<byte[]> rows) {
    if (table.equals(PROJECT)) {
      Project project =
          new Project(importing.project(), importing.name(), "", importing.exportedAt());
      if (!projects.insert(project)) {
        throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name");
      }
    } else if (!TABLES.contains(table)) {
      throw Refusals.invalid(entry, "its table is not known");
    }
    rows.forEach(_ -> written.add(table));
  }

  @Override
  public void finish(Importing importing) {
    imports.keepTracesOf(importing.id(), importing.attempt());
  }

  /** The table of each row that was written. */
  public synchronized List<String> written() {
    return List.copyOf(written);
  }
}
