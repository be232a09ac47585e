package signalbox.application.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.domain.transfer.ImportId;

class IdRenewalTest {
  private final ImportId id = new ImportId(TestRuns.IDS.next());
  private final IdRenewal renewal = new IdRenewal(id, 1);

  @Test
  void givesOneIdForOneOriginal() {
    UUID original = TestRuns.IDS.next();

    assertThat(renewal.renew(original)).isEqualTo(new IdRenewal(id, 1).renew(original));
    assertThat(renewal.renew(original)).isNotEqualTo(original);
    assertThat(renewal.renew(original)).isNotEqualTo(renewal.renew(TestRuns.IDS.next()));
  }

  @Test
  void givesEachAttemptIdsOfItsOwn() {
    UUID original = TestRuns.IDS.next();

    assertThat(renewal.renew(original)).isNotEqualTo(new IdRenewal(id, 2).renew(original));
    assertThat(renewal.renew(original))
        .isNotEqualTo(new IdRenewal(new ImportId(TestRuns.IDS.next()), 1).renew(original));
  }

  @Test
  void keepsTheOrderInWhichTheOriginalsWereMade() {
    UUID first = TestRuns.IDS.next();
    UUID second = TestRuns.IDS.next();

    assertThat(renewal.renew(first).toString()).isLessThan(renewal.renew(second).toString());
    assertThat(renewal.renew(first).version()).isEqualTo(7);
    assertThat(renewal.renew(first).variant()).isEqualTo(2);
    assertThat(renewal.renew(first).toString()).startsWith(first.toString().substring(0, 18));
  }

  @Test
  void makesAnOrdinaryIdOfWhateverComes() {
    UUID odd = new UUID(-1, -1);

    assertThat(renewal.renew(odd).version()).isEqualTo(7);
    assertThat(renewal.renew(odd).variant()).isEqualTo(2);
  }

  @Test
  void putsObjectsBelowTheImport() {
    String name = ObjectNames.of("datasets/somewhere");

    assertThat(renewal.key(name))
        .isEqualTo("imports/" + id + "/1/" + name.substring(name.indexOf('/') + 1));
  }
}
