package signalbox.application.shared;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;

/** The cursor of lists in the order of their ids: the last id of the page before. */
public final class UuidCursor {
  private UuidCursor() {}

  public static String encode(UUID last) {
    return last.toString();
  }

  /**
   * @return null for the first page
   * @throws SignalboxException {@code request.invalid} with the field {@code cursor}
   */
  public static @Nullable UUID decode(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      return UUID.fromString(cursor);
    } catch (IllegalArgumentException e) {
      throw SignalboxException.invalid("cursor", "is not a cursor of this list").causedBy(e);
    }
  }
}
