package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A simulated instance of the tuning service: remembers a story, or forgets it, and proposes
 * something that nobody has proposed before. Fails when a story cannot be.
 */
final class SimulatedTuning {
  final String address;
  boolean up = true;
  boolean refuses;

  /** How often it was told again what it had heard, because its answer was lost. */
  int recognized;

  /** What it was told, in words. */
  private final List<String> memory = new ArrayList<>();

  private int begun;
  private final Map<Integer, Integer> reports = new HashMap<>();
  private final Set<Integer> running = new HashSet<>();

  SimulatedTuning(String address) {
    this.address = address;
  }

  /** It dies, and comes back with nothing in its memory. */
  void forget() {
    memory.clear();
    begun = 0;
    reports.clear();
    running.clear();
  }

  /** False when it remembers something else than it should. */
  boolean hear(Story.Chapter chapter) {
    List<String> words = chapter.told().stream().map(SimulatedTuning::word).toList();
    int overlap = memory.size() - (int) chapter.known();
    boolean same =
        overlap >= 0
            && overlap <= words.size()
            && memory
                .subList((int) chapter.known(), memory.size())
                .equals(words.subList(0, overlap));
    if (!same && chapter.known() > 0) {
      return false;
    }
    if (same && overlap > 0) {
      recognized++;
    }
    if (!same) {
      forget();
      overlap = 0;
    }
    chapter.told().subList(overlap, words.size()).forEach(this::hear);
    return true;
  }

  private static String word(Story.Told told) {
    return told.what()
        + " "
        + told.trial().number()
        + " "
        + (told.what() == Story.What.BEGUN ? told.trial().parameters() : told.report());
  }

  private void hear(Story.Told told) {
    int number = told.trial().number();
    switch (told.what()) {
      case BEGUN -> {
        assertThat(number).as("numbers have no gaps").isEqualTo(begun);
        begun++;
        running.add(number);
      }
      case REPORTED -> {
        assertThat(running).as("reports of a trial that goes on").contains(number);
        assertThat(told.report())
            .as("reports of trial " + number)
            .isEqualTo(reports.getOrDefault(number, 0));
        reports.put(number, told.report() + 1);
      }
      case ENDED -> assertThat(running.remove(number)).as("ends once").isTrue();
    }
    memory.add(word(told));
  }

  /** The trials that go on, as far as it knows. */
  List<Integer> running() {
    return List.copyOf(running);
  }
}
