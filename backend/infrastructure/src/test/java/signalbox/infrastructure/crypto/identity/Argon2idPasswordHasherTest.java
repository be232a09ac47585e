package signalbox.infrastructure.crypto.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import signalbox.infrastructure.crypto.identity.Argon2idPasswordHasher.Cost;

class Argon2idPasswordHasherTest {
  private final Argon2idPasswordHasher hasher = new Argon2idPasswordHasher(new Cost(64, 1, 1), 2);

  @Test
  void provesThePasswordAndNoOther() {
    String hash = hasher.hash("correct horse");

    assertThat(hasher.verify("correct horse", hash)).isTrue();
    assertThat(hasher.verify("correct horse ", hash)).isFalse();
    assertThat(hasher.hash("correct horse")).isNotEqualTo(hash);
  }

  @Test
  void saysHowAHashWasMade() {
    assertThat(new Argon2idPasswordHasher(Cost.ADVISED, 1).hash("x"))
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
  }

  @Test
  void verifiesHashesOfOtherCosts() {
    String dearer = new Argon2idPasswordHasher(new Cost(128, 2, 1), 1).hash("x");

    assertThat(hasher.verify("x", dearer)).isTrue();
  }

  @Test
  void refusesHashesOfAnotherKind() {
    assertThatThrownBy(() -> hasher.verify("x", "$2a$10$not-argon2"))
        .isInstanceOf(IllegalStateException.class);
  }
}
