package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackupPartTest {
  @Test
  void holdsWhatLiesInItsPlace() {
    assertThat(BackupPart.DATABASE.holds("postgres/data/base/5/1259")).isTrue();
    assertThat(BackupPart.DATABASE.holds("postgres/data/pg_notify/")).isTrue();
    assertThat(BackupPart.OBJECTS.holds("s3/objects/signalbox/runs/1/model..txt")).isTrue();
    assertThat(BackupPart.SECRETS.holds("secrets")).isTrue();
    assertThat(BackupPart.SECRETS.holds("admin-password")).isTrue();
  }

  @Test
  void holdsNothingThatLeadsOutOfIt() {
    for (var path :
        new String[] {
          "s3/objects/../../secrets",
          "s3/objects/..",
          "s3/objects/./a",
          "s3/objects//a",
          "s3/objects/",
          "s3/objects/a\0b",
          "/etc/passwd",
          "../secrets",
          "postgres/data/a",
          "secrets",
          ""
        }) {
      assertThat(BackupPart.OBJECTS.holds(path)).as(path).isFalse();
    }
    assertThat(BackupPart.SECRETS.holds("lock")).isFalse();
    assertThat(BackupPart.SECRETS.holds("../secrets")).isFalse();
  }
}
