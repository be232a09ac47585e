package signalbox.application.transfer;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import signalbox.application.shared.ExpiringStore;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;
import signalbox.domain.transfer.TransferCounts;

/**
 * Imports, and who works on them. Thread-safe; takes part in the current transaction.
 *
 * <p>Who works on an import says its attempt with every change. False means that it is his no
 * longer: it was ended by its user, or taken over.
 */
public interface ImportRepository extends ExpiringStore {
  void insert(ProjectImport one);

  Optional<ProjectImport> find(ImportId id);

  /** The newest of this upload that is active or has become a project. */
  Optional<ProjectImport> findByUpload(UploadId upload);

  /** Newest first. */
  List<ProjectImport> list(UserId user, int limit);

  /**
   * Begins the oldest active import that nobody works on, as its next attempt, which is {@link
   * ImportState#CHECKING}. Of several backends one gets it.
   *
   * @param here uploads whose bytes this backend has
   */
  Optional<ProjectImport> claim(Collection<UploadId> here, Instant now, Instant leasedUntil);

  /** Active imports that nobody works on and whose bytes are gone. */
  List<ProjectImport> withoutUpload(Instant now, int limit);

  /** Goes on working. */
  boolean keep(ImportId id, int attempt, long doneBytes, Instant leasedUntil);

  /** The next state begins. */
  boolean enter(ImportId id, int attempt, ImportState state, Instant now);

  /** What the file has told. */
  void learn(ImportId id, int attempt, ProjectImport.Origin origin, TransferCounts content);

  /** It is {@link ImportState#WAITING} again, and nobody begins it before this time. */
  boolean putOff(ImportId id, int attempt, Instant now, Instant until);

  /** The project is there. */
  boolean finish(ImportId id, int attempt, ProjectId project, Instant now);

  /** No project will be made of it, and nobody works on it. */
  boolean fail(ImportId id, int attempt, ProjectImport.Refusal refusal, Instant now);

  /**
   * Its user ends it. Who works on it learns that when he next says something.
   *
   * @return false when it is not active
   */
  boolean cancel(ImportId id, Instant now);

  /** Nobody works on a cancelled one any more: it goes, if its user has forgotten it. */
  void leave(ImportId id, int attempt);

  /**
   * Its user does not want to see one any more that is over. It is gone, unless somebody may still
   * work on it: then nobody finds it from now on, and it goes when he {@linkplain #leave leaves},
   * or as an old one if he never does. No effect on an active one.
   */
  void forget(ImportId id, Instant now);
}
