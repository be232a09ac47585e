package signalbox.application.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.notification.NotificationRepository.Changed;
import signalbox.application.notification.NotificationRepository.Mute;
import signalbox.application.run.Records;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;

/** What every store of inboxes must do. */
public abstract class NotificationRepositoryContract {
  private ProjectId project = new ProjectId(TestRuns.IDS.next());
  private UserId user = new UserId(TestRuns.IDS.next());

  protected abstract NotificationRepository notifications();

  protected abstract Records records();

  protected abstract void store(Run run);

  protected abstract void member(ProjectId project, UserId user, Role role);

  @BeforeEach
  void records_exist() {
    project = records().project();
    user = records().user();
  }

  private Notification notification(UserId to) {
    return new Notification(
        new NotificationId(TestRuns.IDS.next()),
        to,
        NotificationKind.METRIC,
        project,
        null,
        null,
        "credit-gbm: loss < 0.1",
        "a\u0000b",
        Place.point(2, "loss", 120),
        TestRuns.NOW,
        null);
  }

  private List<UUID> ids(List<Changed> changed) {
    return changed.stream().map(one -> one.notification().notification().id().value()).toList();
  }

  @Test
  void tellsOneUserAndNobodyElse() {
    Notification one = notification(user);
    UserId other = records().user();
    notifications().deliver(List.of(one, notification(other)));
    Page<NotificationView> page = notifications().list(user, false, new PageRequest(10, null));
    assertThat(page.total()).isEqualTo(1);
    Notification found = page.items().getFirst().notification();
    assertThat(found).usingRecursiveComparison().ignoringFields("text").isEqualTo(one);
    assertThat(notifications().unread(user)).isEqualTo(1);
    assertThat(notifications().unread(records().user())).isZero();
  }

  @Test
  void remembersTheTrialOfAStudy() {
    Notification one =
        new Notification(
            new NotificationId(TestRuns.IDS.next()),
            user,
            NotificationKind.STUDY_IMPROVED,
            project,
            null,
            null,
            "search: auc improved to 0.91",
            "",
            Place.study(7),
            TestRuns.NOW,
            null);
    notifications().deliver(List.of(one));
    assertThat(notifications().list(user, false, new PageRequest(10, null)).items())
        .extracting(NotificationView::notification)
        .containsExactly(one);
  }

  @Test
  void pagesNewestFirst() {
    List<UUID> told = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Notification one = notification(user);
      told.addFirst(one.id().value());
      notifications().deliver(List.of(one));
    }
    Page<NotificationView> first = notifications().list(user, false, new PageRequest(3, null));
    Page<NotificationView> rest =
        notifications().list(user, false, new PageRequest(3, first.nextCursor()));
    List<UUID> seen = new ArrayList<>();
    first.items().forEach(view -> seen.add(view.notification().id().value()));
    rest.items().forEach(view -> seen.add(view.notification().id().value()));
    assertThat(seen).isEqualTo(told);
    assertThat(rest.nextCursor()).isNull();
  }

  @Test
  void marksAsReadWhatIsTheUsersOwn() {
    UserId other = records().user();
    Notification mine = notification(user);
    Notification second = notification(user);
    Notification others = notification(other);
    notifications().deliver(List.of(mine, second, others));
    notifications()
        .read(user, List.of(mine.id().value(), others.id().value()), TestRuns.NOW.plusSeconds(5));
    assertThat(notifications().unread(user)).isEqualTo(1);
    assertThat(notifications().unread(other)).isEqualTo(1);
    assertThat(notifications().list(user, true, new PageRequest(9, null)).items())
        .extracting(view -> view.notification().id())
        .containsExactly(second.id());
    notifications().readAll(user, TestRuns.NOW.plusSeconds(6));
    assertThat(notifications().unread(user)).isZero();
  }

  @Test
  void givesEachChangeTheNextRevision() {
    assertThat(notifications().revision(user)).isZero();
    Notification first = notification(user);
    Notification second = notification(user);
    notifications().deliver(List.of(first));
    notifications().deliver(List.of(second));
    assertThat(notifications().revision(user)).isEqualTo(2);
    assertThat(ids(notifications().changedAfter(user, 0, 10)))
        .containsExactly(first.id().value(), second.id().value());
    notifications().read(user, List.of(first.id().value()), TestRuns.NOW);
    assertThat(notifications().revision(user)).isEqualTo(3);
    assertThat(ids(notifications().changedAfter(user, 1, 10)))
        .containsExactly(second.id().value(), first.id().value());
    notifications().read(user, List.of(first.id().value()), TestRuns.NOW);
    assertThat(notifications().revision(user)).isEqualTo(3);
  }

  @Test
  void tearsNoRevisionApart() {
    notifications().deliver(List.of(notification(user), notification(user), notification(user)));
    notifications().deliver(List.of(notification(user)));
    assertThat(notifications().changedAfter(user, 0, 2)).hasSize(3);
    assertThat(notifications().changedAfter(user, 0, 4)).hasSize(4);
  }

  @Test
  void keepsTheNewestOfEachUser() {
    List<Notification> many = new ArrayList<>();
    for (int i = 0; i < Notification.MOST_KEPT + 3; i++) {
      many.add(notification(user));
    }
    notifications().deliver(many);
    Page<NotificationView> page = notifications().list(user, false, new PageRequest(1, null));
    assertThat(page.total()).isEqualTo(Notification.MOST_KEPT);
    assertThat(page.items().getFirst().notification().id()).isEqualTo(many.getLast().id());
  }

  @Test
  void removesWhatIsOld() {
    notifications().deliver(List.of(notification(user), notification(user)));
    assertThat(notifications().removeBefore(TestRuns.NOW, 10)).isZero();
    assertThat(notifications().removeBefore(TestRuns.NOW.plusSeconds(1), 1)).isEqualTo(1);
    assertThat(notifications().removeBefore(TestRuns.NOW.plusSeconds(1), 10)).isEqualTo(1);
  }

  @Test
  void knowsWhoBelongsToAProject() {
    UserId viewer = records().user();
    member(project, user, Role.ADMIN);
    member(project, viewer, Role.VIEWER);
    assertThat(notifications().audiences(List.of(project)).get(project))
        .isNotNull()
        .satisfies(audience ->
            assertThat(audience.members())
                .isEqualTo(Map.of(user, Role.ADMIN, viewer, Role.VIEWER)));
    assertThat(notifications().administrators(List.of(user))).isEmpty();
  }

  @Test
  void mutesARunForAUser() {
    Run run = TestRuns.training(project, records().dataset(project), user, "loud");
    store(run);
    Mute mute = new Mute(user, run.id());
    assertThat(notifications().muted(mute)).isFalse();
    notifications().mute(mute);
    notifications().mute(mute);
    assertThat(notifications().muted(mute)).isTrue();
    assertThat(notifications().mutes(List.of(run.id()))).containsExactly(mute);
    notifications().unmute(mute);
    assertThat(notifications().mutes(List.of(run.id()))).isEmpty();
  }
}
