package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
  /** A trial that has reported so much. */
  private static final class Simple implements Story.Subject {
    private final int number;
    private int reports;

    Simple(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public String parameters() {
      return "{}";
    }

    @Override
    public int reports() {
      return reports;
    }
  }

  private final Story story = new Story();
  private final Simple first = new Simple(0);
  private final Simple second = new Simple(1);

  @Test
  void tellsEachThingOnce() {
    story.begun(first);
    assertThat(tell()).containsExactly("BEGUN 0");
    first.reports = 2;
    assertThat(tell()).containsExactly("REPORTED 0.0", "REPORTED 0.1");
    story.begun(second);
    first.reports = 3;
    story.ended(first);
    assertThat(tell()).containsExactly("BEGUN 1", "REPORTED 0.2", "ENDED 0");
    assertThat(tell()).isEmpty();
  }

  @Test
  void tellsAgainWhatWasNotHeard() {
    story.begun(first);
    assertThat(words(story.next())).containsExactly("BEGUN 0");
    first.reports = 1;
    assertThat(tell()).containsExactly("BEGUN 0", "REPORTED 0.0");
  }

  @Test
  void whatMayHaveBeenHeardIsToldAgainAsItWas() {
    story.begun(first);
    first.reports = 1;
    assertThat(words(story.next())).containsExactly("BEGUN 0", "REPORTED 0.0");
    story.begun(second);
    first.reports = 2;
    second.reports = 1;
    story.ended(first);
    assertThat(tell())
        .containsExactly(
            "BEGUN 0", "REPORTED 0.0", "BEGUN 1", "REPORTED 0.1", "ENDED 0", "REPORTED 1.0");
    assertThat(tell()).isEmpty();
  }

  @Test
  void whoHasForgottenHearsAllOfItWithReportsBeforeTheEnd() {
    story.begun(first);
    story.begun(second);
    first.reports = 1;
    second.reports = 1;
    tell();
    story.ended(first);
    tell();
    story.forgotten();
    Story.Chapter all = story.next();
    assertThat(all.known()).isZero();
    assertThat(words(all))
        .containsExactly("BEGUN 0", "BEGUN 1", "REPORTED 0.0", "ENDED 0", "REPORTED 1.0");
  }

  @Test
  void aLongStoryComesInChapters() {
    Story saga = new Story(3);
    List<String> told = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      Simple trial = new Simple(number);
      saga.begun(trial);
      trial.reports = number % 3;
      if (number % 2 == 0) {
        saga.ended(trial);
      }
    }
    int chapters = 0;
    for (boolean whole = false; !whole; chapters++) {
      Story.Chapter chapter = saga.next();
      whole = chapter.whole();
      assertThat(chapter.known()).isEqualTo(told.size());
      assertThat(chapter.told().size()).isLessThan(3 + 3);
      told.addAll(words(chapter));
      assertThat(saga.heard(chapter, told.size())).isTrue();
    }
    assertThat(chapters).isGreaterThanOrEqualTo(10);
    assertThat(told).doesNotHaveDuplicates();
    assertThat(told.stream().filter(word -> word.startsWith("BEGUN"))).hasSize(20);
    assertThat(told.stream().filter(word -> word.startsWith("ENDED"))).hasSize(10);
    // 0, 1 and 2 reports in turn.
    assertThat(told.stream().filter(word -> word.startsWith("REPORTED"))).hasSize(19);
  }

  @Test
  void whoKnowsSomethingElseHearsAllAnew() {
    story.begun(first);
    Story.Chapter chapter = story.next();
    assertThat(story.heard(chapter, 2)).isFalse();
    assertThat(tell()).containsExactly("BEGUN 0");
    assertThat(story.heard(chapter, 1)).isFalse();
    assertThat(tell()).containsExactly("BEGUN 0");
  }

  @Test
  void numbersHaveNoGapsAndEndsComeOnce() {
    assertThatThrownBy(() -> story.begun(second)).isInstanceOf(IllegalArgumentException.class);
    story.begun(first);
    story.ended(first);
    assertThatThrownBy(() -> story.ended(first)).isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> tell() {
    Story.Chapter chapter = story.next();
    assertThat(story.heard(chapter, chapter.known() + chapter.told().size())).isTrue();
    return words(chapter);
  }

  private static List<String> words(Story.Chapter chapter) {
    return chapter.told().stream()
        .map(told ->
            told.what()
                + " "
                + told.trial().number()
                + (told.what() == Story.What.REPORTED ? "." + told.report() : ""))
        .toList();
  }
}
