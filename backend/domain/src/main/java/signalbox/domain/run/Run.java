package signalbox.domain.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/**
 * Something that is executed.
 *
 * @param priority larger goes first; 0 by default
 * @param maxAttempts how often it may be tried in all; at least 1
 * @param traceId of the request that started it; null when there was none
 * @param revision grows with every change: the cursor of the run page
 * @param projectRevision the project's run revision at the last change: the cursor of the runs list
 * @param archivedAt since when lists leave it out; null for most
 * @param notesUpdatedAt when what people write on it last changed; null when nobody did
 */
public record Run(
    RunId id,
    ProjectId projectId,
    String name,
    RunSpec spec,
    List<String> tags,
    int priority,
    int maxAttempts,
    @Nullable String traceId,
    Instant createdAt,
    UserId createdBy,
    RunState state,
    long revision,
    long projectRevision,
    @Nullable Instant archivedAt,
    @Nullable Instant notesUpdatedAt) {
  public static final int DEFAULT_MAX_ATTEMPTS = 3;

  public Run {
    tags = List.copyOf(tags);
  }

  /** A run that nobody has archived or written on. */
  public Run(
      RunId id,
      ProjectId projectId,
      String name,
      RunSpec spec,
      List<String> tags,
      int priority,
      int maxAttempts,
      @Nullable String traceId,
      Instant createdAt,
      UserId createdBy,
      RunState state,
      long revision,
      long projectRevision) {
    this(
        id,
        projectId,
        name,
        spec,
        tags,
        priority,
        maxAttempts,
        traceId,
        createdAt,
        createdBy,
        state,
        revision,
        projectRevision,
        null,
        null);
  }

  public RunKind kind() {
    return spec.kind();
  }

  public RunStatus status() {
    return state.status();
  }

  public int attempt() {
    return state.attempt();
  }

  /** The same run in another state. Revisions are set when it is stored. */
  public Run with(RunState newState) {
    return new Run(
        id,
        projectId,
        name,
        spec,
        tags,
        priority,
        maxAttempts,
        traceId,
        createdAt,
        createdBy,
        newState,
        revision,
        projectRevision,
        archivedAt,
        notesUpdatedAt);
  }

  /** The same run with the revisions of a change. */
  public Run revised(long newRevision, long newProjectRevision) {
    return new Run(
        id,
        projectId,
        name,
        spec,
        tags,
        priority,
        maxAttempts,
        traceId,
        createdAt,
        createdBy,
        state,
        newRevision,
        newProjectRevision,
        archivedAt,
        notesUpdatedAt);
  }

  /** The same run under another name, with other tags. Revisions are set when it is stored. */
  public Run described(String newName, List<String> newTags) {
    return new Run(
        id,
        projectId,
        newName,
        spec,
        newTags,
        priority,
        maxAttempts,
        traceId,
        createdAt,
        createdBy,
        state,
        revision,
        projectRevision,
        archivedAt,
        notesUpdatedAt);
  }

  /**
   * The same run, left out by lists or not.
   *
   * @param since null to list it again
   */
  public Run archived(@Nullable Instant since) {
    return new Run(
        id,
        projectId,
        name,
        spec,
        tags,
        priority,
        maxAttempts,
        traceId,
        createdAt,
        createdBy,
        state,
        revision,
        projectRevision,
        since,
        notesUpdatedAt);
  }

  /**
   * The same run with other notes.
   *
   * @param at null when they were removed
   */
  public Run noted(@Nullable Instant at) {
    return new Run(
        id,
        projectId,
        name,
        spec,
        tags,
        priority,
        maxAttempts,
        traceId,
        createdAt,
        createdBy,
        state,
        revision,
        projectRevision,
        archivedAt,
        at);
  }
}
