package signalbox.application.artifact;

import signalbox.application.run.RunAccess;
import signalbox.application.shared.Handler;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link OpenArtifact}; the caller closes the outcome. */
public final class OpenArtifactHandler
    implements Handler<OpenArtifact, OpenArtifactHandler.Opened> {
  private final RunAccess access;
  private final ArtifactRepository artifacts;
  private final ObjectStore store;

  public OpenArtifactHandler(RunAccess access, ArtifactRepository artifacts, ObjectStore store) {
    this.access = access;
    this.artifacts = artifacts;
    this.store = store;
  }

  @Override
  public Opened handle(Principal caller, OpenArtifact query) {
    access.require(caller, query.run(), Role.VIEWER);
    Artifact artifact =
        artifacts.find(query.run(), query.name()).orElseThrow(() -> notFound(query.name()));
    ObjectStore.StoredObject bytes =
        store.open(artifact.objectKey()).orElseThrow(() -> notFound(query.name()));
    return new Opened(artifact, bytes);
  }

  private static SignalboxException notFound(String name) {
    return SignalboxException.of(ErrorCode.ARTIFACT_NOT_FOUND).unsafe("name", name);
  }

  /** An artifact with its bytes. */
  public record Opened(Artifact artifact, ObjectStore.StoredObject bytes) {}
}
