package signalbox.application.service;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.WaitReason;

/** Counts runs that have not ended. Thread-safe; takes part in the current transaction. */
public interface QueueCounts {
  /** Runs that have not ended, by what tells them apart. */
  List<Group> groups();

  /**
   * Projects with runs that have not ended, and those with a limit, in the order of their names.
   *
   * @param member whose projects; null for all
   */
  List<ProjectQueue> projects(@Nullable UserId member);

  /**
   * Runs that are alike.
   *
   * @param service null when none is known yet
   * @param reason why they wait; null when they do not, or it is not known
   * @param oldest when the first of them was accepted
   */
  record Group(
      @Nullable String service,
      @Nullable String algorithm,
      RunStatus status,
      WaitReason.@Nullable Kind reason,
      long runs,
      Instant oldest) {}

  /** What a project has. */
  record ProjectQueue(
      ProjectId id, String name, long queued, long running, int maxRunning, int weight) {}
}
