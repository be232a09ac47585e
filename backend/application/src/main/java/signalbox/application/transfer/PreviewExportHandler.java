package signalbox.application.transfer;

import java.time.InstantSource;
import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.Project;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.TransferCounts;

/** Counts what is in a project. */
public final class PreviewExportHandler implements Handler<PreviewExport, ExportPreview> {
  // Roughly what packed rows come to: it depends on how alike they are.
  private static final long BYTES_OF_A_RUN = 1_500;
  private static final long BYTES_OF_A_POINT = 14;
  private static final long BYTES_OF_A_LINE = 35;

  /** A block before each object, and half a one behind it. */
  private static final long BYTES_BESIDE_AN_OBJECT = 900;

  private final AccessPolicy access;
  private final ProjectRepository projects;
  private final ProjectRows rows;
  private final TelemetryCounts telemetry;
  private final Transactions transactions;
  private final InstantSource clock;

  public PreviewExportHandler(
      AccessPolicy access,
      ProjectRepository projects,
      ProjectRows rows,
      TelemetryCounts telemetry,
      Transactions transactions,
      InstantSource clock) {
    this.access = access;
    this.projects = projects;
    this.rows = rows;
    this.telemetry = telemetry;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** What one view of the rows shows. */
  private record Seen(Project project, TransferCounts counts, List<RunId> runs) {}

  @Override
  public ExportPreview handle(Principal caller, PreviewExport query) {
    access.requireRole(caller, query.project(), Role.ADMIN);
    Seen seen =
        transactions.inSnapshot(() ->
            new Seen(
                projects
                    .find(query.project())
                    .orElseThrow(() -> AccessPolicy.projectNotFound(query.project())),
                rows.count(query.project()),
                rows.runs(query.project())));
    TransferCounts counts =
        seen.counts()
            .with(
                telemetry.points(seen.runs()),
                telemetry.lines(query.project()),
                seen.counts().objects(),
                seen.counts().objectBytes());
    return new ExportPreview(
        ExportProjectHandler.fileName(seen.project(), clock.instant()), counts, estimate(counts));
  }

  private static long estimate(TransferCounts counts) {
    return counts.objectBytes()
        + counts.objects() * BYTES_BESIDE_AN_OBJECT
        + counts.runs() * BYTES_OF_A_RUN
        + counts.points() * BYTES_OF_A_POINT
        + counts.lines() * BYTES_OF_A_LINE;
  }
}
