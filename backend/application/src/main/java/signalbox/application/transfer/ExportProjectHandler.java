package signalbox.application.transfer;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.log.LogReader;
import signalbox.application.metric.MetricRepository;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.Project;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.TransferCounts;

/**
 * Opens a project for writing it as a file. Its rows are read at once, from one view of the store,
 * and wait on the local disk; points, lines and objects are read as they are written. At most a few
 * are open at once.
 */
public final class ExportProjectHandler implements Handler<ExportProject, ProjectExport> {
  private static final int MOST_AT_ONCE = 2;
  private static final int MOST_NAME = 80;

  private final AccessPolicy access;
  private final Ports ports;
  private final Surroundings surroundings;
  private final Transactions transactions;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  /** What is read, and what it is written with. */
  public record Ports(
      ProjectRepository projects,
      ProjectRows rows,
      MetricRepository metrics,
      LogReader logs,
      ObjectStore objects,
      ProjectFiles files) {}

  /**
   * Where and when.
   *
   * @param folder holds the list of objects until they have been written
   * @param product the version of this Signalbox
   */
  public record Surroundings(Path folder, String product, InstantSource clock) {}

  public ExportProjectHandler(
      AccessPolicy access, Ports ports, Surroundings surroundings, Transactions transactions) {
    this.access = access;
    this.ports = ports;
    this.surroundings = surroundings;
    this.transactions = transactions;
  }

  @Override
  public ProjectExport handle(Principal caller, ExportProject query) {
    access.requireRole(caller, query.project(), Role.ADMIN);
    if (!places.tryAcquire()) {
      throw SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED);
    }
    FileList list = null;
    boolean open = false;
    try {
      list = new FileList(surroundings.folder());
      ProjectExport export = open(caller, query, list);
      open = true;
      return export;
    } finally {
      if (!open) {
        if (list != null) {
          list.close();
        }
        places.release();
      }
    }
  }

  private ProjectExport open(Principal caller, ExportProject query, FileList list) {
    Instant now = surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    return transactions.inSnapshot(() -> {
      Project project =
          ports
              .projects()
              .find(query.project())
              .orElseThrow(() -> AccessPolicy.projectNotFound(query.project()));
      ProjectFileWriter writer =
          ports
              .files()
              .begin(
                  new ProjectFileHeader(surroundings.product(), now, project.id(), project.name()));
      boolean written = false;
      try {
        TransferCounts counts = ports.rows().count(project.id());
        List<RunId> runs = ports.rows().runs(project.id());
        ports.rows().read(project.id(), caller.userId(), writer::row);
        ports.rows().files(project.id(), list::add);
        written = true;
        return new ProjectExport(
            fileName(project, now), ports, writer, list, runs, counts, places::release);
      } finally {
        if (!written) {
          writer.close();
        }
      }
    });
  }

  /** What the file is called: the words of the name, and the day. */
  static String fileName(Project project, Instant now) {
    String words =
        project
            .name()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}]+", "-")
            .replaceAll("^-|-$", "");
    String name = words.isEmpty() ? "project" : words;
    return name.substring(0, Math.min(name.length(), MOST_NAME))
        + "-"
        + now.atZone(ZoneOffset.UTC).toLocalDate()
        + ProjectFiles.SUFFIX;
  }
}
