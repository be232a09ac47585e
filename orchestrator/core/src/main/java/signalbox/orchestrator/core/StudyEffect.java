package signalbox.orchestrator.core;

import java.time.Duration;

/** What is to be done after a decision about a study, in order. Doing it twice must do no harm. */
public sealed interface StudyEffect {
  /** Tell the world of the study's own way. */
  record Publish(long sequence, int attempt, LifecycleStatus status) implements StudyEffect {}

  /** Tell the world what is so from now on, and what keeps the study from going on. */
  record TellChange(StudySettings settings, String trouble) implements StudyEffect {}

  /** What was last said of the study and of its live trials may be said again. */
  record PublishAgain() implements StudyEffect {}

  /**
   * Make a run of it, and put it into the queue.
   *
   * @param parameters the searched ones, a JSON object
   * @param proposed false when a person named them
   */
  record BeginTrial(int number, String parameters, boolean proposed) implements StudyEffect {}

  /**
   * Stop a trial that executes or waits.
   *
   * @param grace of a graceful stop; zero: the usual one
   */
  record StopTrial(int number, TrialStop reason, CancelMode mode, Duration grace)
      implements StudyEffect {}

  /**
   * Tell the tuning service what it has not heard, and ask it for trials.
   *
   * @param ask the number of the question
   * @param count how many; 0: only tell
   */
  record Ask(long ask, int count) implements StudyEffect {}

  /** Count a command that was there before. */
  record CountDuplicate(StudyEvent.Kind event) implements StudyEffect {}

  /** Count an answer that nobody waits for any more. */
  record CountStale(StudyEvent.Kind event) implements StudyEffect {}
}
