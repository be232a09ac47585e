package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.storage.NamedObjects.NamedObject;

/** What everybody must do who tells which objects rows name; nothing is named at first. */
public abstract class NamedObjectsContract {
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

  protected abstract NamedObjects names();

  /** Rows name an artifact each of these, one of them a model, too; since {@link #NOON}. */
  protected abstract void store(List<String> artifacts, String model);

  @Test
  void namesKeysInTheOrderOfTheirBytes() {
    List<String> keys =
        List.of("runs/a/1/B", "runs/a/1/a", "runs/a/1/a.txt", "runs/a/10/a", "runs/a/1/ü");
    store(keys, "runs/a/1/a");

    List<String> expected =
        List.of("runs/a/1/B", "runs/a/1/a", "runs/a/1/a.txt", "runs/a/1/ü", "runs/a/10/a");
    assertThat(walked(2, null)).isEqualTo(expected);
    assertThat(walked(100, null)).isEqualTo(expected);
    assertThat(walked(2, "runs/a/1/a.txt")).isEqualTo(expected.subList(0, 3));
    assertThat(names().between("runs/a/1/a.txt", "runs/a/1/~", 10)).isEmpty();
    assertThat(names().between("runs/a/1/a", "runs/a/1/ü", 10))
        .extracting(NamedObject::key)
        .containsExactly("runs/a/1/a.txt", "runs/a/1/ü");
    assertThat(names().count()).isEqualTo(6);
    NamedObject first = names().between(null, null, 1).getFirst();
    assertThat(first).isEqualTo(new NamedObject("runs/a/1/B", true, NOON));
  }

  @Test
  void findsKeysByThemselves() {
    store(List.of("runs/a/1/a", "runs/a/1/b"), "runs/a/1/a");
    assertThat(names().named(Set.of("runs/a/1/a", "runs/a/1", "runs/a/1/c")))
        .containsExactly("runs/a/1/a");
    assertThat(names().named(Set.of())).isEmpty();
  }

  /** A key that several rows name is there once. */
  private List<String> walked(int most, @Nullable String upTo) {
    List<String> keys = new ArrayList<>();
    @Nullable String after = null;
    List<NamedObject> page;
    do {
      page = names().between(after, upTo, most);
      for (NamedObject name : page) {
        if (!name.key().equals(after)) {
          keys.add(name.key());
        }
        after = name.key();
      }
    } while (page.size() == most);
    return keys;
  }
}
