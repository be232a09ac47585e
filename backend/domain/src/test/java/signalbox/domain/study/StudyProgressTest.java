package signalbox.domain.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.domain.run.RunId;

/** Counts and the best, one trial after the other. */
final class StudyProgressTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final RunId STUDY = new RunId(new UUID(1, 1));
  private static final List<Objective> AUC = List.of(new Objective("auc", Direction.MAXIMIZE));
  private static final List<Objective> TWO =
      List.of(
          new Objective("auc", Direction.MAXIMIZE), new Objective("seconds", Direction.MINIMIZE));

  private static Trial trial(
      int number, TrialState state, List<Double> values, List<Double> constraints) {
    Trial begun =
        Trial.begun(
            STUDY,
            T0,
            new StudyReport.TrialBegun(number, new RunId(new UUID(2, number)), Map.of(), true),
            1);
    return begun.ended(
        T0.plusSeconds(1),
        new StudyReport.TrialEnded(number, begun.run(), state, values, constraints, -1, ""),
        2);
  }

  private static Trial completed(int number, double... values) {
    return trial(number, TrialState.COMPLETED, Arrays.stream(values).boxed().toList(), List.of());
  }

  private static StudyProgress after(List<Objective> objectives, List<Trial> trials) {
    StudyProgress progress = StudyProgress.NONE;
    for (Trial trial : trials) {
      progress = progress.begun(!trial.proposed()).ended(trial, objectives);
    }
    return progress;
  }

  private static @Nullable Integer bestNumber(StudyProgress progress) {
    return progress.best().isEmpty() ? null : progress.best().getFirst().number();
  }

  @Test
  void countsEachTrialOnceByItsState() {
    StudyProgress progress = StudyProgress.NONE.begun(false).begun(true).begun(false);
    assertThat(progress.running()).isEqualTo(3);
    assertThat(progress.begunByHand()).isEqualTo(1);
    for (TrialState state : List.of(TrialState.PRUNED, TrialState.FAILED, TrialState.CANCELLED)) {
      progress = progress.ended(trial(0, state, List.of(), List.of()), AUC);
    }
    assertThat(progress.running()).isZero();
    assertThat(List.of(progress.pruned(), progress.failed(), progress.cancelled()))
        .containsExactly(1, 1, 1);
    assertThat(progress.best()).isEmpty();
  }

  @Test
  void theBestIsTheFirstOfTheBestValueAmongThoseThatKeepEveryConstraint() {
    StudyProgress progress =
        after(
            AUC,
            List.of(
                completed(0, 0.5),
                trial(1, TrialState.COMPLETED, List.of(0.99), List.of(0.0, 0.1)),
                trial(2, TrialState.PRUNED, List.of(0.98), List.of()),
                completed(3, Double.NaN),
                trial(4, TrialState.COMPLETED, List.of(0.7), List.of(0.0, -1.0)),
                completed(5, 0.7)));
    assertThat(bestNumber(progress)).isEqualTo(4);
    assertThat(progress.improvements())
        .containsExactly(new Improvement(0, 0.5), new Improvement(4, 0.7));
    assertThat(progress.completed()).isEqualTo(5);
  }

  /** Trials end in any order; the best must not depend on it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theOrderOfTheirEndsDoesNotMatter(long seed) {
    Random random = new Random(seed);
    Direction direction = seed % 2 == 0 ? Direction.MAXIMIZE : Direction.MINIMIZE;
    List<Objective> objective = List.of(new Objective("x", direction));
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 200; number++) {
      trials.add(completed(number, random.nextInt(60)));
    }
    List<Improvement> expected = new ArrayList<>();
    for (Trial trial : trials) {
      double value = trial.values().getFirst();
      if (expected.isEmpty() || direction.better(value, expected.getLast().value())) {
        expected.add(new Improvement(trial.number(), value));
      }
    }
    Collections.shuffle(trials, random);
    StudyProgress progress = after(objective, trials);
    assertThat(progress.improvements()).isEqualTo(expected);
    assertThat(bestNumber(progress)).isEqualTo(expected.getLast().number());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void theFrontHoldsWhatNothingDominates(long seed) {
    Random random = new Random(seed);
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 150; number++) {
      trials.add(completed(number, random.nextInt(20), random.nextInt(20)));
    }
    List<Integer> expected =
        trials.stream()
            .filter(trial -> trials.stream().noneMatch(other -> dominates(other, trial)))
            .map(Trial::number)
            .toList();
    Collections.shuffle(trials, random);
    StudyProgress progress = after(TWO, trials);
    assertThat(progress.best()).extracting(BestTrial::number).isEqualTo(expected);
    assertThat(progress.improvements()).isEmpty();
  }

  private static boolean dominates(Trial one, Trial other) {
    boolean notWorse =
        one.values().get(0) >= other.values().get(0)
            && one.values().get(1) <= other.values().get(1);
    return notWorse && !one.values().equals(other.values());
  }

  @Test
  void whatIsKeptIsBoundedAndKeepsTheEnds() {
    List<Trial> rising = new ArrayList<>();
    List<Trial> front = new ArrayList<>();
    for (int number = 0; number < 3_000; number++) {
      rising.add(completed(number, number));
      front.add(completed(number, number, number));
    }
    StudyProgress one = after(AUC, rising);
    assertThat(one.improvements()).hasSizeLessThanOrEqualTo(BestTrials.MOST_IMPROVEMENTS);
    assertThat(one.improvements().getFirst().number()).isZero();
    assertThat(bestNumber(one)).isEqualTo(2_999);
    assertThat(one.shownImprovements(200)).hasSizeLessThanOrEqualTo(200);
    assertThat(one.shownImprovements(200).getLast()).isEqualTo(new Improvement(2_999, 2_999));

    StudyProgress two = after(TWO, front);
    assertThat(two.best()).hasSizeLessThanOrEqualTo(BestTrials.MOST_OF_A_FRONT);
    List<BestTrial> shown = two.shownBest(100);
    assertThat(shown).hasSize(100).isSortedAccordingTo(Comparator.comparingInt(BestTrial::number));
    assertThat(shown.getFirst().number()).isZero();
    assertThat(shown.getLast().number()).isEqualTo(2_999);
  }

  private static StudyProgress told(
      StudyProgress progress, long revision, long second, String trouble) {
    StudyReport.StudyChanged changed = new StudyReport.StudyChanged(trouble);
    return progress.told(new StudyReport(revision, T0.plusSeconds(second), changed), changed);
  }

  @Test
  void onlyTheLastWordOfTheOrchestratorCounts() {
    StudyProgress hindered = told(StudyProgress.NONE, 0, 5, "No tuning service answers.");
    assertThat(hindered.trouble()).isEqualTo("No tuning service answers.");
    assertThat(told(hindered, 0, 4, "").trouble()).isNotNull();
    StudyProgress well = told(hindered, 0, 6, "");
    assertThat(well.trouble()).isNull();
    StudyProgress changed = told(well, 2, 7, "later");
    assertThat(told(changed, 1, 99, "").trouble()).isEqualTo("later");
    assertThat(told(changed, 2, 7, "").trouble()).isNull();
  }
}
