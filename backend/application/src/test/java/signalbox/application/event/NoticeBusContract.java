package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LogId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** What every bus does; all of a test belong to one database. */
@Timeout(60)
public abstract class NoticeBusContract {
  private final List<NoticeBus> opened = new ArrayList<>();

  /** The bus of one more backend. */
  protected abstract NoticeBus bus(BackendId own);

  @AfterEach
  void close() {
    opened.forEach(NoticeBus::close);
  }

  protected final NoticeBus open(BackendId own) {
    NoticeBus bus = bus(own);
    opened.add(bus);
    return bus;
  }

  protected final HeardNotices listening(NoticeBus bus) {
    HeardNotices heard = new HeardNotices();
    bus.listen(heard);
    await().until(() -> heard.connections() == 1);
    return heard;
  }

  protected static BackendId id() {
    return new BackendId(UUID.randomUUID());
  }

  @Test
  void carriesEveryKindOfNoticeToAllOthersAndNotBack() {
    BackendId first = id();
    NoticeBus sending = open(first);
    HeardNotices own = listening(sending);
    HeardNotices second = listening(open(id()));
    HeardNotices third = listening(open(id()));
    List<Notice> all = everyKind();

    sending.send(all);

    await().until(() -> second.notices().size() == all.size());
    await().until(() -> third.notices().size() == all.size());
    assertThat(second.notices()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(third.notices()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(second.senders()).containsOnly(first);
    assertThat(own.notices()).isEmpty();
  }

  @Test
  void carriesMany() {
    NoticeBus sending = open(id());
    HeardNotices heard = listening(open(id()));
    List<Notice> many =
        IntStream.range(0, 3_000)
            .<Notice>mapToObj(
                _ -> new Notice.Changed(new Topic.RunMetrics(new RunId(UUID.randomUUID()))))
            .toList();

    sending.send(many);

    await().until(() -> heard.notices().size() == many.size());
    assertThat(heard.notices()).containsExactlyInAnyOrderElementsOf(many);
  }

  @Test
  void carriesNothingToWhoHasStoppedListening() {
    NoticeBus sending = open(id());
    NoticeBus leaving = open(id());
    HeardNotices gone = listening(leaving);
    HeardNotices stays = listening(open(id()));
    leaving.close();

    sending.send(List.of(new Notice.MuchChanged()));

    await().until(() -> !stays.notices().isEmpty());
    assertThat(gone.notices()).isEmpty();
    assertThat(gone.losses()).isEqualTo(1);
  }

  @Test
  void sendsToNobodyWithoutTrouble() {
    NoticeBus alone = open(id());
    alone.send(List.of());
    alone.send(List.of(new Notice.Leaving()));
    assertThat(listening(alone).notices()).isEmpty();
  }

  private static List<Notice> everyKind() {
    RunId run = new RunId(UUID.randomUUID());
    return List.of(
        new Notice.Changed(new Topic.ProjectRuns(new ProjectId(UUID.randomUUID()))),
        new Notice.Changed(new Topic.OneRun(run)),
        new Notice.Changed(new Topic.RunMetrics(run)),
        new Notice.Changed(new Topic.RunLog(run)),
        new Notice.Changed(new Topic.SourceLog(new LogId(UUID.randomUUID()))),
        new Notice.Changed(new Topic.OneStudy(run)),
        new Notice.Changed(new Topic.MyNotifications(new UserId(UUID.randomUUID()))),
        new Notice.Changed(new Topic.SystemState()),
        new Notice.MuchChanged(),
        new Notice.WorkWaits(Notice.Work.IMPORTS),
        new Notice.WorkWaits(Notice.Work.INVENTORIES),
        new Notice.PredictionStored(UUID.randomUUID()),
        new Notice.SignInTried("0123abcd", 4),
        new Notice.SignInSucceeded("0123abcd"),
        new Notice.Alive(
            new BackendFacts(
                id(),
                "Größe \"1\"\nof two",
                "0.1.0",
                Instant.parse("2026-01-01T00:00:00.123Z"),
                7,
                List.of(0, 3))),
        new Notice.Leaving());
  }
}
