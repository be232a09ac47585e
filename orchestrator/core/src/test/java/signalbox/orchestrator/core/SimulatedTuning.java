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
    if (chapter.known() == 0) {
      forget();
    }
    if (chapter.known() != memory.size()) {
      return false;
    }
    chapter.told().forEach(this::hear);
    return true;
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
    memory.add(told.what() + " " + number);
  }

  /** How many things it remembers. */
  long known() {
    return memory.size();
  }

  /** The trials that go on, as far as it knows. */
  List<Integer> running() {
    return List.copyOf(running);
  }
}
