package signalbox.domain.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best of a study, kept up to date by one trial after the other: what is kept is bounded, so
 * that a trial costs the same at any size of the study. The order in which trials end does not
 * matter.
 */
final class BestTrials {
  /** How many improvements are kept before every second one goes. */
  static final int MOST_IMPROVEMENTS = 400;

  /** How many trials of a front are kept. */
  static final int MOST_OF_A_FRONT = 400;

  private BestTrials() {}

  /** The improvements once one more trial has completed. */
  static List<Improvement> improved(
      List<Improvement> known, Direction direction, int number, double value) {
    int at = 0;
    while (at < known.size() && known.get(at).number() < number) {
      at++;
    }
    if (at > 0 && !direction.better(value, known.get(at - 1).value())) {
      return known;
    }
    List<Improvement> kept = new ArrayList<>(known.subList(0, at));
    kept.add(new Improvement(number, value));
    for (Improvement later : known.subList(at, known.size())) {
      if (direction.better(later.value(), value)) {
        kept.add(later);
      }
    }
    return thinned(kept, MOST_IMPROVEMENTS);
  }

  /** The trials that no other dominates, once one more has completed; by their numbers. */
  static List<BestTrial> front(
      List<BestTrial> known, List<Objective> objectives, BestTrial completed) {
    for (BestTrial other : known) {
      if (dominates(objectives, other, completed)) {
        return known;
      }
    }
    List<BestTrial> front = new ArrayList<>();
    for (BestTrial other : known) {
      if (!dominates(objectives, completed, other)) {
        front.add(other);
      }
    }
    front.add(completed);
    return fewer(front, MOST_OF_A_FRONT);
  }

  /** Of a front at most so many, evenly along its first objective; by their numbers. */
  static List<BestTrial> fewer(List<BestTrial> front, int most) {
    List<BestTrial> kept = front;
    if (front.size() > most) {
      List<BestTrial> along = new ArrayList<>(front);
      along.sort(Comparator.comparingDouble(trial -> trial.values().getFirst()));
      kept = evenly(along, most);
    }
    return kept.stream().sorted(Comparator.comparingInt(BestTrial::number)).toList();
  }

  /** As good in every objective and better in one. */
  private static boolean dominates(List<Objective> objectives, BestTrial one, BestTrial other) {
    boolean better = false;
    for (int i = 0; i < objectives.size(); i++) {
      Direction direction = objectives.get(i).direction();
      if (direction.better(other.values().get(i), one.values().get(i))) {
        return false;
      }
      better |= direction.better(one.values().get(i), other.values().get(i));
    }
    return better;
  }

  /** At most so many of the list, evenly, its first and its last among them. */
  static <T> List<T> evenly(List<T> all, int most) {
    if (all.size() <= most) {
      return List.copyOf(all);
    }
    List<T> kept = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      kept.add(all.get((int) ((long) i * (all.size() - 1) / (most - 1))));
    }
    return List.copyOf(kept);
  }

  /** Half of the list when it is longer than allowed. */
  private static <T> List<T> thinned(List<T> all, int most) {
    return all.size() > most ? evenly(all, most / 2) : List.copyOf(all);
  }
}
