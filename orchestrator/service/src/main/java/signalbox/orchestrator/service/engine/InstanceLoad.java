package signalbox.orchestrator.service.engine;

/**
 * What this orchestrator has to do with one instance.
 *
 * @param queued its runs that wait and that the instance could execute
 * @param running its runs that hold a slot there
 * @param staleEvents events of fenced attempts there that it refused since it began
 * @param retriesLeft how many retries the instance's service may be given now
 * @param retryBudget how many that are at most
 */
public record InstanceLoad(
    int queued, int running, long staleEvents, int retriesLeft, int retryBudget) {
  /** An instance of which nothing is known yet. */
  static final InstanceLoad NONE = new InstanceLoad(0, 0, 0, 0, 0);
}
