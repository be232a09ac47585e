package signalbox.domain.log;

import java.util.Locale;

/** How sure it is that an attempt's log is all there. The lower-case name is the public word. */
public enum Seal {
  /** The attempt still writes. */
  OPEN,
  /** The attempt has ended; lines are missing, or nobody has said yet how many there are. */
  REPAIRING,
  /** Number and rolling hash of the stored lines agree with those of the sender. */
  COMPLETE,
  /** Lines are missing that can no longer be had; the ledger says which. */
  INCOMPLETE,
  /** The sender died and nobody can say how many lines there were. What is stored is kept. */
  UNKNOWN_END;

  /** True when nothing will be asked for any more. */
  public boolean closed() {
    return this != OPEN && this != REPAIRING;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when there is no such word
   */
  public static Seal ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
