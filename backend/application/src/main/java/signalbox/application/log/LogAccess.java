package signalbox.application.log;

import org.jspecify.annotations.Nullable;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunAccess;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.log.LogId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Opens a log to those who may read it. Thread-safe. */
public final class LogAccess {
  private final RunAccess runs;
  private final AccessPolicy access;
  private final LogReader logs;

  public LogAccess(RunAccess runs, AccessPolicy access, LogReader logs) {
    this.runs = runs;
    this.access = access;
    this.logs = logs;
  }

  /**
   * @throws SignalboxException {@code run.not_found} as for the run itself; {@code auth.forbidden}
   *     for a source when the caller is no administrator, {@code log.source_not_found}
   */
  public Opened open(Principal caller, LogTarget target) {
    return switch (target) {
      case LogTarget.OfRun(RunId run) ->
          new Opened(LogId.of(run), runs.require(caller, run, Role.VIEWER).projectId());
      case LogTarget.OfSource(LogId source) -> {
        access.requireAdministrator(caller);
        if (logs.source(source).isEmpty()) {
          throw SignalboxException.of(ErrorCode.LOG_SOURCE_NOT_FOUND).safe("id", source);
        }
        yield new Opened(source, null);
      }
    };
  }

  /** {@link #open} for those who need no more than the id. */
  LogId require(Principal caller, LogTarget target) {
    return open(caller, target).id();
  }

  void requireAdministrator(Principal caller) {
    access.requireAdministrator(caller);
  }

  /**
   * A log that the caller may read.
   *
   * @param project of the run; null for a source
   */
  public record Opened(LogId id, @Nullable ProjectId project) {}
}
