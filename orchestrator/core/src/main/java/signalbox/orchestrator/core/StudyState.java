package signalbox.orchestrator.core;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that decides about a study. Immutable, and bounded: of the trials that have ended there are
 * numbers alone.
 *
 * @param order absent before the command
 * @param attempt 0 before the study was taken up, then 1, or what the world knew when a memory was
 *     lost
 * @param sequence the number of the last lifecycle status, 0 before the first
 * @param running the trials that have begun and not ended, by number, and why they are being
 *     stopped
 * @param held proposals that have no place yet; a takeover forgets them, and the tuning service
 *     with it
 * @param exhausted the sampler has nothing more to propose
 * @param startedAt when the tuning service took the definition: the time budget counts from here
 * @param killing the stop of the study is no longer graceful
 */
public record StudyState(
    String studyId,
    StudyPhase phase,
    @Nullable StudyOrder order,
    int attempt,
    long sequence,
    StudySettings settings,
    StudyTally tally,
    SortedMap<Integer, TrialStop> running,
    List<String> held,
    boolean exhausted,
    StudyTalk talk,
    @Nullable Instant startedAt,
    boolean killing) {

  public StudyState {
    running = Collections.unmodifiableSortedMap(new TreeMap<>(running));
    held = List.copyOf(held);
  }

  /** A study of which nothing is known yet. */
  public static StudyState created(String studyId) {
    return new StudyState(
        studyId,
        StudyPhase.CREATED,
        null,
        0,
        0,
        StudySettings.NONE,
        StudyTally.NOTHING,
        Collections.emptySortedMap(),
        List.of(),
        false,
        StudyTalk.NOTHING,
        null,
        false);
  }

  /** The same study as another orchestrator finds it, with what its trials say. */
  public StudyState restored(StudyTally trials, Map<Integer, TrialStop> live) {
    return new StudyState(
        studyId,
        phase,
        order,
        attempt,
        sequence,
        settings.following(settings, trials.begun()),
        trials,
        new TreeMap<>(live),
        List.of(),
        exhausted,
        StudyTalk.NOTHING,
        startedAt,
        killing);
  }

  /**
   * True when the other state differs at most in what need not be stored with the study: in what
   * its trials say, and in the conversation with the tuning service.
   */
  public boolean sameDurably(StudyState other) {
    return phase == other.phase
        && Objects.equals(order, other.order)
        && attempt == other.attempt
        && sequence == other.sequence
        && settings.equals(other.settings)
        && exhausted == other.exhausted
        && Objects.equals(startedAt, other.startedAt)
        && killing == other.killing;
  }
}
