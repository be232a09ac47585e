package signalbox.domain.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import signalbox.domain.error.Fault;

/** What people change of a study that goes on. */
final class StudyPlanTest {
  private static final StudyPlan PLAN =
      new StudyPlan(60, 4, false, false, List.of(Map.of("x", 1)), List.of(), 0);

  @Test
  void growsByOneWithEachChangeAndNotWithoutOne() {
    for (StudyPlan changed :
        List.of(
            PLAN.withTrials(61),
            PLAN.withParallelism(5),
            PLAN.paused(true),
            PLAN.stopped(),
            PLAN.enqueueing(List.of(Map.of("x", 2))),
            PLAN.pruning(3))) {
      assertThat(changed.revision()).isEqualTo(1);
      assertThat(changed).isNotEqualTo(PLAN);
    }
    for (StudyPlan same :
        List.of(
            PLAN.withTrials(60),
            PLAN.withParallelism(4),
            PLAN.paused(false),
            PLAN.enqueueing(List.of()))) {
      assertThat(same).isSameAs(PLAN);
    }
    StudyPlan stopped = PLAN.stopped().pruning(3);
    assertThat(stopped.stopped().pruning(3)).isSameAs(stopped);
  }

  @Test
  void carriesEverythingThatWasEverWanted() {
    StudyPlan plan =
        PLAN.enqueueing(List.of(Map.of("x", 2)))
            .pruning(7)
            .enqueueing(List.of(Map.of("x", 3)))
            .pruning(5)
            .paused(true);
    assertThat(plan.enqueued()).containsExactly(Map.of("x", 1), Map.of("x", 2), Map.of("x", 3));
    assertThat(plan.pruned()).containsExactly(7, 5);
    assertThat(plan.paused()).isTrue();
    assertThat(plan.revision()).isEqualTo(5);
  }

  private static StudyDefinition definition(String... names) {
    Map<String, SearchRange> search = new LinkedHashMap<>();
    for (String name : names) {
      search.put(name, new SearchRange.Whole(1, 9, 1, false));
    }
    return new StudyDefinition(
        search,
        List.of(new Objective("auc", Direction.MAXIMIZE)),
        List.of(),
        new StudyMethod("tpe", Map.of()),
        null,
        7);
  }

  @Test
  void namesWhatIsWrongWithParametersOfPeople() {
    StudyDefinition definition = definition("x", "a.b");
    assertThat(definition.faultsOf("enqueue[0]", Map.of("x", 3, "a.b", 9))).isEmpty();
    assertThat(definition.faultsOf("enqueue[0]", Map.of("x", 10, "y", 1)))
        .extracting(Fault::field)
        .containsExactlyInAnyOrder("enqueue[0].x", "enqueue[0].a.b", "enqueue[0].y");
  }

  @Test
  void learnsFromStudiesOfTheSameNamesAndObjectives() {
    assertThat(definition("x", "y").learnsFrom(definition("y", "x"))).isTrue();
    assertThat(definition("x").learnsFrom(definition("x", "y"))).isFalse();
  }

  @Test
  void putsSearchedParametersIntoTheirPlaces() {
    Map<String, Object> fixed = Map.of("a", Map.of("b", 1, "c", 2), "d", 3, "e", "text");
    Map<String, Object> merged = TrialParameters.of(fixed, Map.of("a.b", 9, "d", 4, "e.f.g", true));
    assertThat(merged)
        .isEqualTo(
            Map.of("a", Map.of("b", 9, "c", 2), "d", 4, "e", Map.of("f", Map.of("g", true))));
    assertThat(TrialParameters.without(merged, List.of("a.b", "d", "x.y", "e.f.g")))
        .isEqualTo(Map.of("a", Map.of("c", 2), "e", Map.of("f", Map.of())));
  }
}
