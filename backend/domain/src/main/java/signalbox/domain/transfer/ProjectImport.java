package signalbox.domain.transfer;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/**
 * The file of a project on its way to become one. It belongs to who started it, and survives
 * restarts.
 *
 * @param upload holds the bytes; null when they are gone
 * @param name wished for the project; null for the one in the file, with an addition
 * @param attempt how often it was begun; what an attempt stores has ids and keys of its own
 * @param doneBytes how much of the file was read in this state
 * @param phaseAt since when it has this state
 * @param origin what the file says of itself; null until that was read
 * @param content what is in the file; null until it was read
 * @param refusal why it failed; null otherwise
 * @param project what was made of it; null until then, and when that was deleted
 * @param endedAt null while it is active
 */
public record ProjectImport(
    ImportId id,
    UserId userId,
    @Nullable UploadId upload,
    String fileName,
    long sizeBytes,
    @Nullable String name,
    ImportState state,
    int attempt,
    long doneBytes,
    Instant phaseAt,
    @Nullable Origin origin,
    @Nullable TransferCounts content,
    @Nullable Refusal refusal,
    @Nullable ProjectId project,
    Instant createdAt,
    @Nullable Instant endedAt) {
  /** So often it is begun; then it fails. */
  public static final int MOST_ATTEMPTS = 5;

  /** An import that nobody has looked at. */
  public static ProjectImport waiting(
      ImportId id,
      UserId user,
      UploadId upload,
      String fileName,
      long sizeBytes,
      @Nullable String name,
      Instant now) {
    return new ProjectImport(
        id,
        user,
        upload,
        fileName,
        sizeBytes,
        name,
        ImportState.WAITING,
        0,
        0,
        now,
        null,
        null,
        null,
        null,
        now,
        null);
  }

  /**
   * Where the file comes from.
   *
   * @param project its id there
   * @param name its name there
   * @param product the version of the Signalbox that wrote it
   */
  public record Origin(ProjectId project, String name, Instant exportedAt, String product) {}

  /**
   * Why no project was made of it.
   *
   * @param arguments of the code's message
   */
  public record Refusal(ErrorCode code, Map<String, String> arguments) {
    public Refusal {
      arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }
  }
}
