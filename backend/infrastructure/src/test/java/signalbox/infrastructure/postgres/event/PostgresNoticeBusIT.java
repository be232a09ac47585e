package signalbox.infrastructure.postgres.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.event.BackendId;
import signalbox.application.event.HeardNotices;
import signalbox.application.event.Notice;
import signalbox.application.event.NoticeBus;
import signalbox.application.event.NoticeBusContract;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

final class PostgresNoticeBusIT extends NoticeBusContract {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onPostgres();

  private static final String CUT =
      "select pg_terminate_backend(pid) from pg_stat_activity"
          + " where datname = current_database() and application_name = 'signalbox-test-notices'";

  @Override
  protected NoticeBus bus(BackendId own) {
    return new PostgresNoticeBus(DATABASE.get(), own);
  }

  @Test
  void comesBackWhenItsConnectionIsLost() {
    NoticeBus sending = open(id());
    HeardNotices heard = listening(open(id()));

    DATABASE.get().sql().execute(CUT);

    await().atMost(Duration.ofSeconds(30)).until(() -> heard.connections() == 2);
    assertThat(heard.losses()).isEqualTo(1);
    Notice notice = new Notice.PredictionStored(UUID.randomUUID());
    sending.send(List.of(notice));
    await().until(() -> heard.notices().contains(notice));
  }

  @Test
  void endsSoonWhileNothingIsSaid() {
    NoticeBus quiet = open(id());
    HeardNotices heard = listening(quiet);
    long began = System.nanoTime();

    quiet.close();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(heard.losses()).isEqualTo(1);
  }

  @Test
  void saysWhenTheServerIsAway() {
    PostgresDatabase nobody =
        new PostgresDatabase("nobody", "jdbc:postgresql://127.0.0.1:1/none", "a", "b", 1);
    try (nobody;
        NoticeBus bus = new PostgresNoticeBus(nobody, id())) {
      assertThatThrownBy(() -> bus.send(List.of(new Notice.MuchChanged())))
          .hasMessage("store.unavailable");
    }
  }

  @Test
  void passesOverWhatANewerBackendSays() {
    HeardNotices heard = listening(open(id()));
    NoticeBus sending = open(id());
    String sender = UUID.randomUUID().toString();
    for (String text :
        List.of(
            "2 " + sender + "\nm",
            "1 somebody\nm",
            "",
            "1",
            "1 "
                + sender
                + "\nz what\n\nt run:nonsense\np nonsense\nw nonsense\na {\"id\":1}\na nonsense"
                + "\ns x\ns x y\nu nonsense\nl")) {
      DATABASE.get().sql().execute("select pg_notify('signalbox_backends', ?)", text);
    }
    Notice last = new Notice.PredictionStored(UUID.randomUUID());
    sending.send(List.of(last));

    await().until(() -> heard.notices().contains(last));
    assertThat(heard.notices()).containsExactly(new Notice.Leaving(), last);
  }
}
