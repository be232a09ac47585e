package signalbox.application.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
  public record Wish(
      String name, @Nullable Integer number, List<String> tags, Map<String, Object> more) {}

  @Test
  void isTheSameWhateverTheOrderOfKeys() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1);
    one.put("b", List.of("x"));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", List.of("x"));
    other.put("a", 1);
    assertThat(Fingerprint.of(new Wish("n", null, List.of(), one)))
        .isEqualTo(Fingerprint.of(new Wish("n", null, List.of(), other)));
  }

  @Test
  void differsInEveryPart() {
    List<Wish> wishes =
        List.of(
            new Wish("n", null, List.of(), Map.of()),
            new Wish("m", null, List.of(), Map.of()),
            new Wish("n", 0, List.of(), Map.of()),
            new Wish("n", null, List.of("a", "b"), Map.of()),
            new Wish("n", null, List.of("ab"), Map.of()),
            new Wish("n", null, List.of(), Map.of("a", 1)),
            new Wish("n", null, List.of(), Map.of("a", "1")));
    assertThat(wishes.stream().map(Fingerprint::of).map(Arrays::toString).distinct())
        .hasSameSizeAs(wishes);
  }
}
