package signalbox.domain.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.domain.error.Fault;

/** What may be searched, and which field is named when it may not. */
final class SearchSpaceTest {
  private static AskedRange numbers(
      String type,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double step,
      @Nullable Boolean log) {
    return new AskedRange(type, low, high, step, log, null);
  }

  private static AskedRange choices(Object... values) {
    return new AskedRange("categorical", null, null, null, null, List.of(values));
  }

  private static AskedRange choicesAndNull(int nulls, Object... values) {
    List<Object> all = new ArrayList<>(List.of(values));
    for (int i = 0; i < nulls; i++) {
      all.add(null);
    }
    return new AskedRange("categorical", null, null, null, null, all);
  }

  private static List<String> faults(String name, AskedRange range) {
    List<Fault> faults = new ArrayList<>();
    Map<String, SearchRange> ranges = SearchSpace.of(Map.of(name, range), faults);
    assertThat(ranges.isEmpty()).isEqualTo(!faults.isEmpty());
    return faults.stream().map(fault -> fault.field() + " " + fault.detail()).toList();
  }

  private static SearchRange range(AskedRange asked) {
    List<Fault> faults = new ArrayList<>();
    Map<String, SearchRange> ranges = SearchSpace.of(Map.of("x", asked), faults);
    assertThat(faults).isEmpty();
    return ranges.values().iterator().next();
  }

  @Test
  void takesNumbersWholeNumbersAndChoices() {
    assertThat(range(numbers("float", 0.001, 0.3, null, true)))
        .isEqualTo(new SearchRange.Real(0.001, 0.3, null, true));
    assertThat(range(numbers("float", -1.0, 1.0, 0.5, null)))
        .isEqualTo(new SearchRange.Real(-1, 1, 0.5, false));
    assertThat(range(numbers("integer", 8.0, 128.0, 8.0, false)))
        .isEqualTo(new SearchRange.Whole(8, 128, 8, false));
    assertThat(range(numbers("integer", 3.0, 3.0, null, true)))
        .isEqualTo(new SearchRange.Whole(3, 3, 1, true));
    assertThat(range(choicesAndNull(1, "gbdt", 1, 2.5, true)).samples())
        .containsExactly("gbdt", 1, 2.5, true, null);
  }

  @Test
  void keepsTheOrderInWhichPeopleNamedTheParameters() {
    Map<String, AskedRange> asked = new LinkedHashMap<>();
    for (String name : List.of("z", "a.b", "m")) {
      asked.put(name, choices(1));
    }
    assertThat(SearchSpace.of(asked, new ArrayList<>()).keySet()).containsExactly("z", "a.b", "m");
  }

  @Test
  void namesTheBoundAtFault() {
    assertThat(faults("x", numbers("float", 1.0, 0.5, null, null)))
        .containsExactly("search.x.low must not be greater than high");
    assertThat(faults("x", numbers("float", 0.0, 0.5, null, true)))
        .containsExactly("search.x.low must be greater than 0 on a logarithmic scale");
    assertThat(faults("x", numbers("float", 0.1, 0.5, 0.0, null)))
        .containsExactly("search.x.step must be greater than 0");
    assertThat(faults("x", numbers("float", 0.1, 0.5, 0.1, true)))
        .containsExactly("search.x.step cannot stand beside log");
    assertThat(faults("x", numbers("float", Double.NaN, Double.POSITIVE_INFINITY, null, null)))
        .containsExactly(
            "search.x.low must be a finite number", "search.x.high must be a finite number");
    assertThat(faults("x", numbers("float", null, null, null, null)))
        .containsExactly("search.x.low is required", "search.x.high is required");
    assertThat(faults("a.b", numbers("integer", 0.0, 9.0, null, true)))
        .containsExactly("search.a.b.low must be at least 1 on a logarithmic scale");
    assertThat(faults("x", numbers("integer", 0.5, 9.0, 1.5, null)))
        .containsExactly(
            "search.x.low must be a whole number",
            "search.x.step must be a whole number of at least 1");
    assertThat(faults("x", numbers("text", 0.5, 9.0, null, null)))
        .containsExactly("search.x.type must be one of float, integer, categorical");
  }

  @Test
  void namesTheChoiceAtFault() {
    assertThat(faults("x", choices()))
        .containsExactly("search.x.choices must have at least one value");
    assertThat(faults("x", choicesAndNull(2, "a", 1, "a", 1.0)))
        .containsExactly(
            "search.x.choices[2] is there already",
            "search.x.choices[3] is there already",
            "search.x.choices[5] is there already");
    assertThat(faults("x", choices(List.of(1), Double.NaN))).hasSize(2);
    assertThat(faults("x", choices(Collections.nCopies(SearchSpace.MOST_CHOICES + 1, 1).toArray())))
        .containsExactly("search.x.choices at most 1000");
    AskedRange both = new AskedRange("categorical", 1.0, null, null, null, List.of(1));
    assertThat(faults("x", both)).containsExactly("search.x.low is only for numbers");
    AskedRange mixed = new AskedRange("float", 1.0, 2.0, null, null, List.of(1));
    assertThat(faults("x", mixed)).containsExactly("search.x.choices is only for categorical");
  }

  @Test
  void namesTheParameterAtFault() {
    List<Fault> faults = new ArrayList<>();
    SearchSpace.of(Map.of(), faults);
    SearchSpace.of(Map.of("a", choices(1), "a.b.c", choices(1), ".x", choices(1)), faults);
    Map<String, AskedRange> many = new LinkedHashMap<>();
    IntStream.rangeClosed(0, SearchSpace.MOST_PARAMETERS)
        .forEach(i -> many.put("p" + i, choices(1)));
    SearchSpace.of(many, faults);
    assertThat(faults)
        .extracting(Fault::field)
        .containsExactlyInAnyOrder("search", "search.a.b.c", "search..x", "search");
  }

  @Test
  void aRangeHoldsItsValuesAndNoOthers() {
    SearchRange tenths = new SearchRange.Real(0.1, 0.7, 0.1, false);
    assertThat(tenths.holds(0.3)).isTrue();
    assertThat(tenths.holds(0.7)).isTrue();
    assertThat(tenths.holds(0.35)).isFalse();
    assertThat(tenths.holds("0.3")).isFalse();
    assertThat(tenths.holds(Double.NaN)).isFalse();
    SearchRange eights = new SearchRange.Whole(8, 128, 8, false);
    assertThat(eights.holds(16)).isTrue();
    assertThat(eights.holds(16.0)).isTrue();
    assertThat(eights.holds(20)).isFalse();
    assertThat(eights.holds(136)).isFalse();
    assertThat(eights.holds(null)).isFalse();
    SearchRange choice = range(choicesAndNull(1, "a", 1));
    assertThat(choice.holds(1.0)).isTrue();
    assertThat(choice.holds(true)).isFalse();
    assertThat(choice.holds(null)).isTrue();
    assertThat(choice.holds("b")).isFalse();
  }

  @Test
  void aRangeIsAskedForAgainAsItIs() {
    for (SearchRange range :
        List.of(
            new SearchRange.Real(0, 1, null, false),
            new SearchRange.Real(0, 1, 0.25, false),
            new SearchRange.Whole(1, 9, 2, false),
            range(choicesAndNull(1, "a", 1)))) {
      assertThat(range(AskedRange.of(range))).isEqualTo(range);
    }
  }
}
