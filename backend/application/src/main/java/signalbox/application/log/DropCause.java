package signalbox.application.log;

import java.util.Locale;

/** Why a line or a datagram was not stored. The lower-case name is the public word. */
public enum DropCause {
  /** Not in any known format, or without what a line must have. */
  MALFORMED,
  /** It breaks a bound of its size. */
  OVERSIZED,
  /** A Python pickle. */
  PICKLE,
  /** Its signature is not that of the attempt. */
  FORGED,
  /** It names a run or an attempt that was never started. */
  UNKNOWN_RUN,
  /** It is stored already. */
  DUPLICATE,
  /** A set of chunks was not complete in time. */
  CHUNK_TIMEOUT,
  /** Too many sets of chunks were open. */
  CHUNK_LIMIT,
  /** More came than could be stored; a run's lines are asked for again. */
  QUEUE_FULL,
  /** It belongs to no run, and its sender is not on the list of sources. */
  SOURCE_NOT_ALLOWED,
  /**
   * The ledger cannot keep track of more gaps, or the sender has said that there is no such line.
   */
  LEDGER_REFUSED,
  /** The store refuses it. */
  UNSTORABLE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
