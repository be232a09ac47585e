package signalbox.presentation.view;

import java.time.Instant;
import signalbox.domain.artifact.Artifact;

/** A file that a run left. */
public record ArtifactJson(
    String name,
    String contentType,
    long sizeBytes,
    String sha256,
    String role,
    int attempt,
    Instant createdAt) {
  public static ArtifactJson of(Artifact artifact) {
    return new ArtifactJson(
        artifact.name(),
        artifact.contentType(),
        artifact.sizeBytes(),
        artifact.sha256(),
        Words.of(artifact.role()),
        artifact.attempt(),
        artifact.createdAt());
  }
}
