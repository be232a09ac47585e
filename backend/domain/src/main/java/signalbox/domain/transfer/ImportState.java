package signalbox.domain.transfer;

import java.util.Locale;

/** How far an import is. The lower-case name is the public word. */
public enum ImportState {
  /** Nobody works on it: it has its turn later, or is begun again. */
  WAITING,
  /** Every byte of the file is held against its checksum; nothing is stored yet. */
  CHECKING,
  /** Points, log lines and objects are stored, where nobody sees them. */
  STORING,
  /** The rows are written, in one transaction: the project appears with its end. */
  FINISHING,
  /** The project is there. */
  DONE,
  /** It was refused, or could not be done. Nothing of it stays. */
  FAILED,
  /** Its user ended it. Nothing of it stays. */
  CANCELLED;

  /** True while it may still become a project. */
  public boolean active() {
    return switch (this) {
      case WAITING, CHECKING, STORING, FINISHING -> true;
      case DONE, FAILED, CANCELLED -> false;
    };
  }

  /** The word that clients and the database use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when there is no such word
   */
  public static ImportState ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
