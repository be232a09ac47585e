package signalbox.domain.artifact;

import java.time.Instant;
import signalbox.domain.run.RunId;

/**
 * A file that a run left.
 *
 * @param name unique within the run, a plain file name
 * @param attempt the attempt that stored it; a newer attempt replaces it
 * @param objectKey where the bytes lie in the object store
 * @param sha256 lower-case hex of the bytes
 * @param revision the run's revision when it was stored
 */
public record Artifact(
    RunId runId,
    String name,
    int attempt,
    String objectKey,
    String contentType,
    long sizeBytes,
    String sha256,
    ArtifactRole role,
    long revision,
    Instant createdAt) {}
