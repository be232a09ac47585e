package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import signalbox.domain.run.RunId;

@Timeout(60)
class NoticePostTest {
  private final InMemoryNoticeBus.Wire wire = new InMemoryNoticeBus.Wire();
  private final AtomicBoolean alone = new AtomicBoolean();
  private final NoticePost post =
      new NoticePost(new InMemoryNoticeBus(wire, new BackendId(UUID.randomUUID())), alone::get);
  private final Notice prediction = new Notice.PredictionStored(UUID.randomUUID());

  @AfterEach
  void close() {
    post.close();
  }

  @Test
  void saysTheSameOnceAndEverythingAtOnce() {
    Notice first = changed();
    Notice second = changed();
    post.tell(first);
    post.tell(second);
    post.tell(first);
    post.start();

    await().until(() -> !wire.sent().isEmpty());
    assertThat(wire.sent()).containsExactly(List.of(first, second));
    assertThat(post.sentNotices()).isEqualTo(2);
    post.tell(first);
    await().until(() -> wire.sent().size() == 2);
    assertThat(wire.sent().getLast()).containsExactly(first);
  }

  @Test
  void givesNothingButSignsOfLifeWhileNobodyElseIsThere() {
    alone.set(true);
    Notice alive = new Notice.Alive(TestBackends.named("a"));
    post.tell(changed());
    post.tell(prediction);
    post.tell(alive);
    post.tell(new Notice.Leaving());
    post.start();

    await().until(() -> !wire.sent().isEmpty());
    assertThat(wire.sent()).containsExactly(List.of(alive));
    assertThat(post.lostNotices()).isZero();
  }

  @Test
  void namesNoTopicsWhenTooManyHaveChanged() {
    post.tell(prediction);
    for (int i = 0; i < NoticePost.MOST + 1; i++) {
      post.tell(changed());
    }
    post.start();

    await().until(() -> !wire.sent().isEmpty());
    assertThat(wire.sent()).containsExactly(List.of(prediction, new Notice.MuchChanged()));
    assertThat(post.lostNotices()).isZero();
  }

  @Test
  void countsWhatDoesNotFit() {
    for (int i = 0; i < NoticePost.MOST; i++) {
      post.tell(new Notice.PredictionStored(UUID.randomUUID()));
    }
    post.tell(prediction);
    post.start();

    await().until(() -> !wire.sent().isEmpty());
    assertThat(wire.sent().getFirst()).hasSize(NoticePost.MOST).doesNotContain(prediction);
    assertThat(post.lostNotices()).isEqualTo(1);
  }

  @Test
  void saysThatMuchHasChangedAfterItCouldNotSayWhat() {
    wire.cut(true);
    post.tell(changed());
    post.start();
    await().until(() -> post.lostNotices() == 1);
    wire.cut(false);

    post.tell(prediction);

    await().until(() -> !wire.sent().isEmpty());
    assertThat(wire.sent()).containsExactly(List.of(prediction, new Notice.MuchChanged()));
  }

  @Test
  void sendsWhatWasToldBeforeItsEnd() {
    post.start();
    post.tell(prediction);
    post.tell(new Notice.Leaving());

    post.close();

    assertThat(wire.sent().stream().flatMap(List::stream).toList())
        .containsExactly(prediction, new Notice.Leaving());
  }

  private static Notice changed() {
    return new Notice.Changed(new Topic.OneRun(new RunId(UUID.randomUUID())));
  }
}
