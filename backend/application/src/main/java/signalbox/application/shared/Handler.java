package signalbox.application.shared;

import signalbox.domain.identity.Principal;

/**
 * A use case: checks that the caller may, then does it. Safe for use by many threads.
 *
 * @param <C> the command or query, a record named by a verb phrase
 * @param <R> the outcome
 */
@FunctionalInterface
public interface Handler<C, R> {
  /**
   * @throws signalbox.domain.error.SignalboxException with a code of the catalogue when it cannot
   *     be done; nothing is changed then
   */
  R handle(Principal caller, C command);
}
