package signalbox.application.log;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;

/**
 * Stored lines and their ledger, written. In a store of its own: no part of a metadata transaction.
 * Thread-safe, also against other processes: whoever changes a log holds it until its commit, so
 * positions have no gaps and become visible in order.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * store.unavailable} when the store does not answer; a write whose answer was lost may have
 * happened, and doing it again is harmless.
 */
public interface LogRepository {
  /** After so many requests without a new line only time helps. */
  int TRIES_IN_VAIN = 4;

  /**
   * Stores all new lines of all attempts or none. What the ledger has already is a duplicate and
   * stays as it is. Attempts are stored in the order given; the first lines of an attempt also
   * begin its ledger.
   *
   * @param attempts each at most once
   */
  List<Appended> append(List<AttemptLines> attempts);

  /**
   * Makes all entries or none. Those that were made before change nothing. Of one attempt, its
   * beginning comes before its end.
   */
  void enter(List<LedgerEntry> entries);

  /**
   * What the instance answered.
   *
   * @param gone what it does not have any more; only what is missing counts
   * @param nextAt not before this it is asked again; null keeps the time, and so does having asked
   *     {@value #TRIES_IN_VAIN} times in vain
   */
  void answered(LogAttemptId attempt, String outcome, LineRanges gone, @Nullable Instant nextAt);

  /** Instances that came back are asked again at once. */
  void instanceUp(String instance);

  /**
   * Takes unsealed attempts of runs whose time has come and that have something to do: lines are
   * missing, or they have ended. Each is then due again only after {@code lease}: of several
   * backends one gets it.
   */
  List<Due> claimDue(Instant now, Duration lease, int limit);

  /** Notes that an attempt was asked for lines. */
  void asked(LogAttemptId attempt, Instant nextAt);

  /**
   * Seals attempts whose ledgers still have as many lines as were looked at and are not sealed.
   *
   * @return those that were sealed
   */
  Set<LogAttemptId> seal(List<Sealing> sealings, Instant at);

  /** Lines that the ledger counted are not there: they are missing again. */
  void lost(LogAttemptId attempt, LineRanges lines);

  /**
   * Puts the ledger of an attempt whose lines were written elsewhere, after those of its lines that
   * are still there were {@linkplain #append appended}. What the appending has counted of them
   * stays; the rest is as it was there, with its seal.
   */
  void restore(LogLedger ledger, ProjectId project);

  /**
   * Reads stored lines in the order of their numbers, in bounded memory.
   *
   * @param from the first number, included
   * @param to the last number, included
   */
  void read(LogAttemptId attempt, long from, long to, Consumer<LogLine> sink);

  Optional<LogAttempt> find(LogAttemptId attempt);

  /** All attempts of a log, the first one first. */
  List<LogAttempt> attempts(LogId log);

  /** Attempts that have not ended by what is known here, those with the newest lines first. */
  List<LogAttempt> open(int limit);

  /**
   * Attempts that have not ended by what is known here, and were quiet since: perhaps their end was
   * missed.
   */
  List<LogAttemptId> openAndQuietSince(Instant time, int limit);

  /**
   * The log of a sender without a run; made when there is none.
   *
   * @param candidate its id if it is made
   * @param name the host that it names
   * @param address the IP address that it sends from
   */
  LogId source(LogId candidate, String name, String address);

  /**
   * Lines of one attempt.
   *
   * @param project the run's; null for a source
   * @param lines for a run in any order, with numbers; for a source in their order, without
   */
  record AttemptLines(LogAttemptId attempt, @Nullable ProjectId project, List<LogLine> lines) {}

  /**
   * What became of {@link AttemptLines}.
   *
   * @param lines those that are new, in the order of storing, each with its number
   * @param duplicates how many were there
   * @param refused how many the ledger cannot take: it would have too many gaps
   * @param lastPosition of the log, after this
   */
  record Appended(
      LogAttemptId attempt, List<LogLine> lines, int duplicates, int refused, long lastPosition) {
    /** How many are new. */
    public int stored() {
      return lines.size();
    }

    /** Of the first new line; the others follow it without a hole. */
    public long firstPosition() {
      return lastPosition - lines.size() + 1;
    }
  }

  /**
   * What an attempt is sealed as.
   *
   * @param hash of the stored lines; null when they were not read
   * @param stored how many lines were looked at
   */
  record Sealing(LogAttemptId attempt, Seal seal, @Nullable String hash, long stored) {}

  /**
   * An attempt with something to do.
   *
   * @param tries how often it was asked since lines last came
   * @param outcome what was answered last; null when nothing was
   */
  record Due(LogAttempt attempt, int tries, @Nullable String outcome) {}
}
