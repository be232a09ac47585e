package signalbox.application.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.Notification;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Inboxes in memory. For one thread. */
public final class InMemoryNotificationRepository implements NotificationRepository {
  private final List<Kept> kept = new ArrayList<>();
  private final Map<UserId, Long> revisions = new HashMap<>();
  private final Map<ProjectId, Map<UserId, Role>> members = new HashMap<>();
  private final Set<UserId> administrators = new HashSet<>();
  private final Set<Mute> mutes = new HashSet<>();

  private record Kept(Notification notification, long revision) {}

  /** Makes somebody a member. */
  public void member(ProjectId project, UserId user, Role role) {
    members.computeIfAbsent(project, _ -> new HashMap<>()).put(user, role);
  }

  /** Ends a membership. */
  public void leaves(ProjectId project, UserId user) {
    members.computeIfAbsent(project, _ -> new HashMap<>()).remove(user);
  }

  public void administrator(UserId user) {
    administrators.add(user);
  }

  @Override
  public void deliver(List<Notification> notifications) {
    notifications.stream()
        .collect(Collectors.groupingBy(Notification::user))
        .forEach((user, told) -> {
          long revision = revisions.merge(user, 1L, Long::sum);
          told.forEach(one -> kept.add(new Kept(one, revision)));
          List<Kept> all = of(user, _ -> true);
          if (all.size() > Notification.MOST_KEPT) {
            kept.removeAll(all.subList(Notification.MOST_KEPT, all.size()));
          }
        });
  }

  private List<Kept> of(UserId user, Predicate<Notification> wanted) {
    return kept.stream()
        .filter(one -> one.notification.user().equals(user) && wanted.test(one.notification))
        .sorted(Comparator.comparing((Kept one) -> one.notification.id().toString()).reversed())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  @Override
  public Page<NotificationView> list(UserId user, boolean unreadOnly, PageRequest page) {
    List<Kept> all = of(user, one -> !unreadOnly || one.readAt() == null);
    UUID before = UuidCursor.decode(page.cursor());
    List<NotificationView> rest =
        all.stream()
            .map(Kept::notification)
            .filter(one -> before == null || one.id().toString().compareTo(before.toString()) < 0)
            .map(InMemoryNotificationRepository::view)
            .toList();
    boolean more = rest.size() > page.limit();
    List<NotificationView> shown = more ? rest.subList(0, page.limit()) : rest;
    return new Page<>(
        shown,
        more ? UuidCursor.encode(shown.getLast().notification().id().value()) : null,
        all.size());
  }

  private static NotificationView view(Notification one) {
    return new NotificationView(
        one, "", one.run() == null ? null : "", one.rule() == null ? null : "");
  }

  @Override
  public long unread(UserId user) {
    return of(user, one -> one.readAt() == null).size();
  }

  @Override
  public long revision(UserId user) {
    return revisions.getOrDefault(user, 0L);
  }

  @Override
  public List<Changed> changedAfter(UserId user, long revision, int limit) {
    List<Kept> changed =
        of(user, _ -> true).stream()
            .filter(one -> one.revision > revision)
            .sorted(Comparator.comparingLong(Kept::revision))
            .toList();
    long last = changed.isEmpty() ? 0 : changed.get(Math.min(limit, changed.size()) - 1).revision;
    return changed.stream()
        .filter(one -> one.revision <= last)
        .map(one -> new Changed(one.revision, view(one.notification)))
        .toList();
  }

  @Override
  public void read(UserId user, Collection<UUID> ids, Instant now) {
    markRead(user, one -> ids.contains(one.id().value()), now);
  }

  @Override
  public void readAll(UserId user, Instant now) {
    markRead(user, _ -> true, now);
  }

  private void markRead(UserId user, Predicate<Notification> which, Instant now) {
    List<Kept> unread = of(user, one -> one.readAt() == null && which.test(one));
    if (unread.isEmpty()) {
      return;
    }
    long revision = revisions.merge(user, 1L, Long::sum);
    kept.replaceAll(
        one -> unread.contains(one) ? new Kept(read(one.notification, now), revision) : one);
  }

  private static Notification read(Notification one, Instant now) {
    return new Notification(
        one.id(),
        one.user(),
        one.kind(),
        one.project(),
        one.run(),
        one.rule(),
        one.title(),
        one.text(),
        one.place(),
        one.createdAt(),
        now);
  }

  @Override
  public Map<ProjectId, Audience> audiences(Collection<ProjectId> projects) {
    return projects.stream()
        .distinct()
        .collect(
            Collectors.toMap(
                project -> project,
                project -> new Audience("credit", members.getOrDefault(project, Map.of()))));
  }

  @Override
  public Set<UserId> administrators(Collection<UserId> users) {
    return users.stream().filter(administrators::contains).collect(Collectors.toSet());
  }

  @Override
  public Set<Mute> mutes(Collection<RunId> runs) {
    return mutes.stream().filter(mute -> runs.contains(mute.run())).collect(Collectors.toSet());
  }

  @Override
  public boolean muted(Mute mute) {
    return mutes.contains(mute);
  }

  @Override
  public void mute(Mute mute) {
    mutes.add(mute);
  }

  @Override
  public void unmute(Mute mute) {
    mutes.remove(mute);
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    List<Kept> old =
        kept.stream()
            .filter(one -> one.notification.createdAt().isBefore(limit))
            .limit(most)
            .toList();
    kept.removeAll(old);
    return old.size();
  }
}
