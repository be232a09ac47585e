package signalbox.application.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signalbox.domain.run.RunId;

/** Runs of which nothing was heard for too long. Thread-safe; takes part in the transaction. */
public interface QuietRuns {
  /**
   * Runs that have not ended and are no trials, of which nothing was heard since their limit, which
   * are due to be looked at, and which have no command in the outbox; the longest quiet first.
   * Locks nothing.
   *
   * @param waitingSince for runs that do not execute
   * @param executingSince for runs that execute or have lost contact
   */
  List<RunId> find(Instant now, Instant waitingSince, Instant executingSince, int most);

  /**
   * Locks a run until the transaction ends, if it is still quiet and due and nobody else holds it.
   */
  Optional<Watched> claim(RunId run, Instant now, Instant waitingSince, Instant executingSince);

  /** Says when the run is looked at next. */
  void lookAgain(RunId run, int published, Instant next);

  /**
   * What was done for a run before.
   *
   * @param published how often its command was published again
   * @param next when it was to be looked at; {@link Instant#EPOCH} when nothing was done yet
   */
  record Watched(int published, Instant next) {
    public static final Watched FIRST = new Watched(0, Instant.EPOCH);
  }
}
