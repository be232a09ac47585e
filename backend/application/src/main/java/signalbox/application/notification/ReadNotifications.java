package signalbox.application.notification;

import java.util.List;
import java.util.UUID;
import signalbox.domain.error.SignalboxException;

/**
 * Marks notifications of the caller as read. The answer is how many are still unread.
 *
 * @param all whether all are meant; {@code ids} do not matter then
 */
public record ReadNotifications(List<UUID> ids, boolean all) {
  public static final int MOST_IDS = 200;

  /**
   * @throws SignalboxException {@code request.invalid} with the field {@code ids}
   */
  public ReadNotifications {
    ids = List.copyOf(ids);
    if (!all && ids.isEmpty()) {
      throw SignalboxException.invalid("ids", "must name one or more, unless all is true");
    }
    if (ids.size() > MOST_IDS) {
      throw SignalboxException.invalid("ids", "must name at most " + MOST_IDS);
    }
  }
}
