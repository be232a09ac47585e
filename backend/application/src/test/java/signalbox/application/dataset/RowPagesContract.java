package signalbox.application.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every keeper of rows does. */
public abstract class RowPagesContract {
  private static final int ROWS = 23_456;

  private RowPages pages;
  private String key;

  protected abstract RowPages open();

  @BeforeEach
  void start() {
    pages = open();
    key = "datasets/" + UUID.randomUUID();
  }

  @Test
  void showsAnyPart() {
    save(ROWS);

    assertThat(pages.contains(key)).isTrue();
    for (long from : new long[] {0, 1, 4_999, 5_000, 5_001, 12_345, ROWS - 3}) {
      List<Long> numbers = new ArrayList<>();
      long next =
          pages.read(
              key,
              from,
              (number, values) -> {
                assertThat(values).isEqualTo(values(number));
                numbers.add(number);
                return numbers.size() < 3;
              });
      assertThat(numbers).containsExactly(from, from + 1, from + 2);
      assertThat(next).isEqualTo(from + 3);
    }
  }

  @Test
  void showsAllRowsOnce() {
    save(ROWS);
    long[] expected = {0};

    long next =
        pages.read(
            key,
            0,
            (number, values) -> {
              assertThat(number).isEqualTo(expected[0]++);
              assertThat(values).isEqualTo(values(number));
              return true;
            });

    assertThat(next).isEqualTo(ROWS);
    assertThat(expected[0]).isEqualTo(ROWS);
    assertThat(pages.read(key, ROWS, (_, _) -> true)).isEqualTo(ROWS);
    assertThat(pages.read(key, ROWS + 5, (_, _) -> true)).isEqualTo(ROWS);
  }

  @Test
  void keepsWhatIsLarge() {
    String large = "x".repeat(700_000);
    try (RowPages.Draft draft = pages.begin()) {
      draft.header(List.of("a", "b"), List.of());
      draft.row(2, new @Nullable String[] {large, null});
      draft.row(3, new @Nullable String[] {"", "ü𝄞"});
      draft.save(key);
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    pages.read(key, 0, (_, values) -> rows.add(values));

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0)).containsExactly(large, null);
    assertThat(rows.get(1)).containsExactly("", "ü𝄞");
  }

  @Test
  void keepsNothingThatWasNotSaved() {
    try (RowPages.Draft draft = pages.begin()) {
      draft.header(List.of("a"), List.of());
      draft.row(2, new @Nullable String[] {"1"});
    }

    assertThat(pages.contains(key)).isFalse();
  }

  @Test
  void forgets() {
    save(3);
    pages.delete(key);
    pages.delete(key);

    assertThat(pages.contains(key)).isFalse();
  }

  private void save(int rows) {
    try (RowPages.Draft draft = pages.begin()) {
      draft.header(List.of("number", "text", "gap"), List.of());
      for (int i = 0; i < rows; i++) {
        draft.row(i + 2, values(i).toArray(new @Nullable String[0]));
      }
      draft.save(key);
    }
  }

  private static List<@Nullable String> values(long number) {
    List<@Nullable String> values = new ArrayList<>();
    values.add(Long.toString(number));
    values.add("row \"" + number + "\"\n");
    values.add(number % 3 == 0 ? null : "x");
    return values;
  }
}
