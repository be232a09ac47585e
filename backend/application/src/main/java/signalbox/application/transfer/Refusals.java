package signalbox.application.transfer;

import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Why the file of a project is not taken. */
public final class Refusals {
  private Refusals() {}

  /**
   * What stands in the file cannot be, although every byte is as it was written.
   *
   * @param entry where in the file
   * @param reason a part of a sentence
   */
  public static SignalboxException invalid(String entry, String reason) {
    return of(ErrorCode.IMPORT_INVALID, entry, reason);
  }

  /** Bytes are not as they were written, or not all there. */
  public static SignalboxException damaged(String entry, String reason) {
    return of(ErrorCode.IMPORT_DAMAGED, entry, reason);
  }

  private static SignalboxException of(ErrorCode code, String entry, String reason) {
    return SignalboxException.of(code).unsafe("entry", entry).unsafe("reason", reason);
  }
}
