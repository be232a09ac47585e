package signalbox.application.artifact;

import signalbox.application.run.RunAccess;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link ListArtifacts}. */
public final class ListArtifactsHandler implements Handler<ListArtifacts, Page<Artifact>> {
  private final RunAccess access;
  private final ArtifactRepository artifacts;
  private final Transactions transactions;

  public ListArtifactsHandler(
      RunAccess access, ArtifactRepository artifacts, Transactions transactions) {
    this.access = access;
    this.artifacts = artifacts;
    this.transactions = transactions;
  }

  @Override
  public Page<Artifact> handle(Principal caller, ListArtifacts query) {
    access.require(caller, query.run(), Role.VIEWER);
    return transactions.inSnapshot(() -> artifacts.list(query.run(), query.page()));
  }
}
