package signalbox.application.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNamesTest {
  @Test
  void tellsNothingOfTheKey() {
    String name = ObjectNames.of("runs/secret/model.zip");

    assertThat(name).matches("objects/[0-9a-f]{32}").doesNotContain("secret");
    assertThat(ObjectNames.of("runs/secret/model.zip")).isEqualTo(name);
    assertThat(ObjectNames.valid(name)).isTrue();
  }

  @Test
  void keepsASampleBesideItsTable() {
    assertThat(ObjectNames.of("datasets/a.sample"))
        .isEqualTo(ObjectNames.of("datasets/a") + ".sample");
    assertThat(ObjectNames.valid(ObjectNames.of("datasets/a.sample"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "objects/",
        "objects/../../etc/passwd",
        "objects/0123456789abcdef0123456789abcde",
        "objects/0123456789abcdef0123456789abcdef0",
        "objects/0123456789ABCDEF0123456789ABCDEF",
        "objects/0123456789abcdef0123456789abcdef.exe",
        "objects/0123456789abcdef0123456789abcdef\n",
        "/objects/0123456789abcdef0123456789abcdef",
        "rows/0123456789abcdef0123456789abcdef"
      })
  void knowsNothingElse(String name) {
    assertThat(ObjectNames.valid(name)).isFalse();
  }

  @Test
  void sendsAContentTypeThatIsNoneAsBytes() {
    assertThat(MediaTypes.orBytes("text/csv; charset=utf-8")).isEqualTo("text/csv; charset=utf-8");
    assertThat(MediaTypes.orBytes("text/csv\r\nX-Evil: 1")).isEqualTo(MediaTypes.BYTES);
    assertThat(MediaTypes.orBytes("")).isEqualTo(MediaTypes.BYTES);
  }
}
