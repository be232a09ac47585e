package signalbox.presentation.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OriginsTest {
  private final Origins origins = new Origins(Set.of("https://Dashboard.example.org/"));

  @Test
  void allowsItsOwnAndTheNamedOnes() {
    assertThat(origins.allows("http://127.0.0.1:8080", "127.0.0.1:8080")).isTrue();
    assertThat(origins.allows("https://dashboard.example.org", "127.0.0.1:8080")).isTrue();
    assertThat(origins.allows(null, "127.0.0.1:8080")).isTrue();
  }

  @Test
  void refusesEverythingElse() {
    assertThat(origins.allows("http://127.0.0.1:8081", "127.0.0.1:8080")).isFalse();
    assertThat(origins.allows("https://evil.example", "127.0.0.1:8080")).isFalse();
    assertThat(origins.allows("null", "127.0.0.1:8080")).isFalse();
    assertThat(origins.allows("http://x y", null)).isFalse();
  }
}
