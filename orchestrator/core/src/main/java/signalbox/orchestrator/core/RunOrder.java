package signalbox.orchestrator.core;

import java.time.Duration;
import java.time.Instant;

/**
 * What was ordered, as far as it decides the run's fate.
 *
 * @param priority larger goes first
 * @param maxAttempts how many attempts infrastructure may take before the run fails; at least 1
 * @param algorithm chooses the service
 * @param timeLimit of one attempt; zero: none
 * @param commandedAt when the command was given; the order of arrival
 * @param commandPartition where the command lay, for the timeline
 * @param commandOffset where the command lay, for the timeline
 */
public record RunOrder(
    String projectId,
    int priority,
    int maxAttempts,
    String algorithm,
    Duration timeLimit,
    Instant commandedAt,
    int commandPartition,
    long commandOffset) {

  public RunOrder {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be at least 1, was " + maxAttempts);
    }
  }
}
