package signalbox.application.service;

import java.time.Instant;
import java.util.List;
import signalbox.domain.service.ServiceInstance;

/**
 * What the orchestrator last said of ML services. Thread-safe; takes part in the current
 * transaction.
 */
public interface ServiceRepository {
  /**
   * Stores what an orchestrator says of an instance, unless something newer of the same
   * orchestrator is stored. An instance that does not answer keeps the service's name, version and
   * algorithms that it last had.
   */
  void put(ServiceInstance instance);

  /** All words, in the order of service, instance and orchestrator. */
  List<ServiceInstance> list();

  /**
   * Gives a new revision to words that are older than {@code limit} and have none since they became
   * so, so that viewers learn of it.
   *
   * @return true when there were any
   */
  boolean age(Instant limit);

  /** Forgets words that are older than {@code limit}. */
  int removeBefore(Instant limit);

  /** The newest revision; grows with every {@link #put}. The cursor of the system topic. */
  long revision();

  /** Instances whose revision is larger, with the revision that this answer reaches. */
  Changes changedAfter(long revision);

  /**
   * A part of what changed.
   *
   * @param revision the cursor for the next question
   */
  record Changes(List<ServiceInstance> instances, long revision) {
    public Changes {
      instances = List.copyOf(instances);
    }
  }
}
