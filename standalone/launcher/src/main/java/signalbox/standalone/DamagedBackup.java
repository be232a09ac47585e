package signalbox.standalone;

import org.jspecify.annotations.Nullable;

/** A backup is not as it was written, or was never whole. Nothing of it is used. */
final class DamagedBackup extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedBackup(String message) {
    this(message, null);
  }

  DamagedBackup(String message, @Nullable Throwable cause) {
    super("The backup is damaged: " + message, cause);
  }
}
