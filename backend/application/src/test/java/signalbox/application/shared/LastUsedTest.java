package signalbox.application.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastUsedTest {
  @Test
  void forgetsWhatWasNotUsedForTheLongestTime() {
    LastUsed<String, Integer> kept = new LastUsed<>(2);
    kept.put("a", 1);
    kept.put("b", 2);
    assertThat(kept.get("a")).isEqualTo(1);

    kept.put("c", 3);

    assertThat(kept.get("a")).isEqualTo(1);
    assertThat(kept.get("b")).isNull();
    assertThat(kept.get("c")).isEqualTo(3);
  }

  @Test
  void makesRoomForWhatIsHeavy() {
    LastUsed<String, String> kept = new LastUsed<>(10);
    kept.put("a", "first", 4);
    kept.put("b", "second", 4);
    kept.put("c", "third", 8);
    assertThat(kept.get("a")).isNull();
    assertThat(kept.get("b")).isNull();
    assertThat(kept.get("c")).isEqualTo("third");
  }

  @Test
  void replacesAValueWithItsWeight() {
    LastUsed<String, String> kept = new LastUsed<>(10);
    kept.put("a", "heavy", 9);
    kept.put("a", "light", 2);
    kept.put("b", "other", 8);
    assertThat(kept.get("a")).isEqualTo("light");
    assertThat(kept.get("b")).isEqualTo("other");
  }

  @Test
  void doesNotKeepWhatAloneIsTooHeavy() {
    LastUsed<String, String> kept = new LastUsed<>(10);
    kept.put("a", "light", 1);
    kept.put("b", "old", 1);
    kept.put("b", "much too heavy", 11);
    assertThat(kept.get("a")).isEqualTo("light");
    assertThat(kept.get("b")).isNull();
  }

  @Test
  void forgetsEverythingAtOnce() {
    LastUsed<String, String> kept = new LastUsed<>(10);
    kept.put("a", "one", 10);
    kept.clear();
    assertThat(kept.get("a")).isNull();
    kept.put("b", "other", 10);
    assertThat(kept.get("b")).isEqualTo("other");
  }
}
