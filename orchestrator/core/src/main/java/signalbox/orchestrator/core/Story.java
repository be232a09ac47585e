package signalbox.orchestrator.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the trials of a study, in the order in which it was decided, and how much of it
 * the tuning service has heard. To hear it from the start is always possible; what a trial reported
 * is then told right before its end. What was told and perhaps not heard is told again as it was,
 * with what is new behind it, so that whoever has heard it after all recognizes it. Two numbers a
 * trial are remembered beside the trial itself.
 *
 * <p>Not thread-safe, but what a trial reports may grow meanwhile.
 */
public final class Story {
  /** How many things are told at once, about. */
  public static final int MOST = 2_000;

  /** How many characters are told at once, about. */
  public static final int MOST_CHARACTERS = 1_000_000;

  private static final int NUMBERS = 32;

  /** What the story tells of. */
  public interface Subject {
    /** From 0 within the study, without gaps. */
    int number();

    /** The searched parameters, a JSON object. */
    String parameters();

    /** How many values it has reported; never falls. */
    int reports();
  }

  /** What happened. */
  public enum What {
    BEGUN,
    REPORTED,
    ENDED
  }

  /**
   * One thing that happened.
   *
   * @param report which of the reported values, from 0; 0 for other things
   */
  public record Told(What what, Subject trial, int report) {}

  /**
   * What is to be told next.
   *
   * @param known how many things were heard before
   * @param whole true when nothing is left to be told then
   * @param place how much of the order of beginnings and ends is told then
   * @param reports how many reports of which trial are told then
   */
  public record Chapter(
      long known, List<Told> told, boolean whole, int place, Map<Integer, Integer> reports) {
    public Chapter {
      told = List.copyOf(told);
      reports = Map.copyOf(reports);
    }
  }

  private final int most;
  private final List<Subject> trials = new ArrayList<>();

  /** Numbers of trials in the order of their beginnings and, as their complements, their ends. */
  private int[] order = new int[16];

  private int size;
  private final SortedSet<Integer> running = new TreeSet<>();

  // What was heard.
  private int place;
  private long heard;
  private final Map<Integer, Integer> reports = new HashMap<>();

  /** What was told last and is not known to be heard. */
  private @Nullable Chapter offered;

  public Story() {
    this(MOST);
  }

  /**
   * @param most how many things are told at once, about; at least 1
   */
  public Story(int most) {
    this.most = most;
  }

  /** A trial has begun: the one whose number comes next. */
  public void begun(Subject trial) {
    if (trial.number() != trials.size()) {
      throw new IllegalArgumentException(
          "Trial " + trial.number() + " begins after " + trials.size() + " trials");
    }
    trials.add(trial);
    running.add(trial.number());
    append(trial.number());
  }

  /** A trial has ended. */
  public void ended(Subject trial) {
    if (!running.remove(trial.number())) {
      throw new IllegalArgumentException("Trial " + trial.number() + " does not go on");
    }
    append(~trial.number());
  }

  private void append(int entry) {
    if (size == order.length) {
      order = Arrays.copyOf(order, 2 * size);
    }
    order[size++] = entry;
  }

  /** What is to be told next; the same again, and more, until it was heard or forgotten. */
  public Chapter next() {
    Chapter before = offered;
    Telling telling = new Telling();
    int next = place;
    if (before != null) {
      telling.again(before);
      next = before.place();
    }
    while (next < size && telling.hasRoom()) {
      int entry = order[next++];
      if (entry >= 0) {
        telling.add(What.BEGUN, trials.get(entry), 0);
      } else {
        Subject trial = trials.get(~entry);
        telling.reportsOf(trial);
        telling.add(What.ENDED, trial, 0);
      }
    }
    boolean whole = next == size;
    if (whole) {
      for (int number : running) {
        if (!telling.hasRoom()) {
          whole = false;
          break;
        }
        telling.reportsOf(trials.get(number));
      }
    }
    Chapter chapter = new Chapter(heard, telling.told, whole, next, telling.counts);
    offered = chapter;
    return chapter;
  }

  /**
   * The chapter was heard.
   *
   * @param known how many things whoever heard it knows now
   * @return false when that is not what was told: all is to be told anew then
   */
  public boolean heard(Chapter chapter, long known) {
    if (chapter.known() != heard || known != heard + chapter.told().size()) {
      forgotten();
      return false;
    }
    offered = null;
    heard = known;
    place = chapter.place();
    reports.putAll(chapter.reports());
    for (Told told : chapter.told()) {
      if (told.what() == What.ENDED) {
        reports.remove(told.trial().number());
      }
    }
    return true;
  }

  /** Whoever is told next knows nothing of it. */
  public void forgotten() {
    offered = null;
    heard = 0;
    place = 0;
    reports.clear();
  }

  /** What is put together for one chapter. */
  private final class Telling {
    private final List<Told> told = new ArrayList<>();
    private final Map<Integer, Integer> counts = new HashMap<>();
    private long characters;

    void again(Chapter before) {
      before.told().forEach(one -> add(one.what(), one.trial(), one.report()));
      counts.putAll(before.reports());
    }

    boolean hasRoom() {
      return told.isEmpty() || (told.size() < most && characters < MOST_CHARACTERS);
    }

    void add(What what, Subject trial, int report) {
      told.add(new Told(what, trial, report));
      characters += NUMBERS + (what == What.BEGUN ? trial.parameters().length() : 0);
    }

    void reportsOf(Subject trial) {
      int all = trial.reports();
      int known = counts.getOrDefault(trial.number(), reports.getOrDefault(trial.number(), 0));
      for (int report = known; report < all; report++) {
        add(What.REPORTED, trial, report);
      }
      if (all > known) {
        counts.put(trial.number(), all);
      }
    }
  }
}
