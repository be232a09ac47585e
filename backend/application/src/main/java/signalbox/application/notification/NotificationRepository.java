package signalbox.application.notification;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import signalbox.application.shared.ExpiringStore;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.Notification;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/**
 * The inboxes of users. Every change of an inbox gets the next revision of that inbox, in the order
 * of the commits. Thread-safe.
 */
public interface NotificationRepository extends ExpiringStore {
  /**
   * Puts notifications into inboxes, which are locked in the order of their users; of each inbox
   * the newest {@link Notification#MOST_KEPT} stay.
   */
  void deliver(List<Notification> notifications);

  /** Newest first. */
  Page<NotificationView> list(UserId user, boolean unreadOnly, PageRequest page);

  long unread(UserId user);

  /** The newest revision of the inbox; 0 before the first notification. */
  long revision(UserId user);

  /** What changed after a revision, oldest first; a revision is never torn apart. */
  List<Changed> changedAfter(UserId user, long revision, int limit);

  /** Marks as read; ids of others and of what is read already are passed over. */
  void read(UserId user, Collection<UUID> ids, Instant now);

  void readAll(UserId user, Instant now);

  /** Who belongs to projects. */
  Map<ProjectId, Audience> audiences(Collection<ProjectId> projects);

  /** Those of the users who administer the whole system. */
  Set<UserId> administrators(Collection<UserId> users);

  /** Who wants to hear nothing of which of the runs. */
  Set<Mute> mutes(Collection<RunId> runs);

  boolean muted(Mute mute);

  void mute(Mute mute);

  void unmute(Mute mute);

  /** A notification with the revision of its last change. */
  record Changed(long revision, NotificationView notification) {}

  /** A project's name and its members. */
  record Audience(String projectName, Map<UserId, Role> members) {
    public Audience {
      members = Map.copyOf(members);
    }
  }

  /** A user hears nothing of a run. */
  record Mute(UserId user, RunId run) {}
}
