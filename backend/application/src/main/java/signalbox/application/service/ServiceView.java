package signalbox.application.service;

import java.util.List;
import signalbox.domain.service.ServiceInstance;

/**
 * One instance of an ML service over all orchestrators: the worst word of those that spoke of it
 * lately.
 *
 * @param worst the word that decides
 * @param sentence the state for people, without the time of the next probe
 * @param orchestrators who spoke of it lately, in the order of their names
 * @param queued runs that wait for the service, at all of them
 * @param running runs that execute on the instance, for all of them
 * @param staleEvents refused by all of them
 */
public record ServiceView(
    ServiceInstance worst,
    State state,
    String sentence,
    List<String> orchestrators,
    int queued,
    int running,
    long staleEvents) {
  public ServiceView {
    orchestrators = List.copyOf(orchestrators);
  }

  /** From best to worst. The lower-case name is the public word. */
  public enum State {
    UP,
    /** It takes no new run. */
    DRAINING,
    /** Its breaker lets single calls through. */
    PROBING,
    /** Its breaker is open. */
    PAUSED,
    /** It does not answer. */
    DOWN,
    /** Nobody has spoken of it lately. */
    UNKNOWN
  }

  /** True when runs can go there. */
  public boolean up() {
    return state != State.UNKNOWN && worst.up();
  }
}
