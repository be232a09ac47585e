package signalbox.orchestrator.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the world is told about a run's way; numbered without gaps within a run. */
public sealed interface LifecycleStatus {
  /** It waits; without a reason it starts at once. */
  record Queued(@Nullable WaitReason reason) implements LifecycleStatus {}

  /** An instance has taken the attempt. */
  record Starting(Placement placement) implements LifecycleStatus {}

  /** User code began. */
  record Started(Placement placement) implements LifecycleStatus {}

  /** Nothing was heard for a lease. */
  record LostContact(String reason) implements LifecycleStatus {}

  /** The same attempt came back. */
  record Regained() implements LifecycleStatus {}

  /** The attempt is lost; another follows. */
  record Retrying(int failedAttempt, String reason, Instant nextAttemptAt)
      implements LifecycleStatus {}

  record Succeeded(RunResult result) implements LifecycleStatus {}

  record Failed(RunFailure failure) implements LifecycleStatus {}

  record Cancelled(boolean killed) implements LifecycleStatus {}

  record TimedOut(String message) implements LifecycleStatus {}

  /** True for the last status of a run. */
  default boolean terminal() {
    return switch (this) {
      case Succeeded _, Failed _, Cancelled _, TimedOut _ -> true;
      case Queued _, Starting _, Started _, LostContact _, Regained _, Retrying _ -> false;
    };
  }
}
