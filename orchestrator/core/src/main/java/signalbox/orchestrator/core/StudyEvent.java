package signalbox.orchestrator.core;

import java.time.Duration;
import java.util.List;

/** What can happen to a study. */
public sealed interface StudyEvent {
  /** The name of the event in the transition table. */
  default Kind kind() {
    return switch (this) {
      case StartCommanded _ -> Kind.START_COMMANDED;
      case ChangeCommanded _ -> Kind.CHANGE_COMMANDED;
      case CancelCommanded _ -> Kind.CANCEL_COMMANDED;
      case Suggested _ -> Kind.SUGGESTED;
      case StoryHeard _ -> Kind.STORY_HEARD;
      case SuggestFailed _ -> Kind.SUGGEST_FAILED;
      case DefinitionRefused _ -> Kind.DEFINITION_REFUSED;
      case TrialEnded _ -> Kind.TRIAL_ENDED;
      case Reported _ -> Kind.REPORTED;
      case TimersDue _ -> Kind.TIMERS_DUE;
      case Recovered _ -> Kind.RECOVERED;
    };
  }

  /** The names of the events. */
  enum Kind {
    START_COMMANDED,
    CHANGE_COMMANDED,
    CANCEL_COMMANDED,
    SUGGESTED,
    STORY_HEARD,
    SUGGEST_FAILED,
    DEFINITION_REFUSED,
    TRIAL_ENDED,
    REPORTED,
    TIMERS_DUE,
    RECOVERED
  }

  /** The command to conduct the study came, for the first time or again. */
  record StartCommanded(StudyOrder order, StudySettings settings, KnownProgress known)
      implements StudyEvent {}

  /**
   * A person has changed something.
   *
   * @param prune numbers of all trials that a person has pruned so far
   */
  record ChangeCommanded(StudySettings settings, List<Integer> prune) implements StudyEvent {
    public ChangeCommanded {
      prune = List.copyOf(prune);
    }
  }

  /** The command to stop the study and its trials came, for the first time or again. */
  record CancelCommanded(CancelMode mode, Duration grace, KnownProgress known)
      implements StudyEvent {
    public CancelCommanded(CancelMode mode, Duration grace) {
      this(mode, grace, KnownProgress.NOTHING);
    }
  }

  /** An answer to a question; refused when it is not the one that is under way. */
  sealed interface Answer extends StudyEvent {
    long ask();
  }

  /**
   * The tuning service has heard the whole story and answered.
   *
   * @param by who
   * @param proposals parameters of the next trials, as JSON objects, in order; what is more than
   *     was asked for is ignored
   * @param prune numbers of trials that are not worth going on
   * @param exhausted nothing more will be proposed
   */
  record Suggested(
      long ask, Placement by, List<String> proposals, List<Integer> prune, boolean exhausted)
      implements Answer {
    public Suggested {
      proposals = List.copyOf(proposals);
      prune = List.copyOf(prune);
    }
  }

  /**
   * The tuning service has heard a part of a long story and was asked for nothing.
   *
   * @param prune numbers of trials that are not worth going on
   */
  record StoryHeard(long ask, List<Integer> prune) implements Answer {
    public StoryHeard {
      prune = List.copyOf(prune);
    }
  }

  /**
   * There was no good answer.
   *
   * @param reason in the user's words
   * @param slow it took too long
   */
  record SuggestFailed(long ask, String reason, boolean slow) implements Answer {}

  /**
   * The definition of the study cannot be searched.
   *
   * @param message names what is wrong
   */
  record DefinitionRefused(long ask, String message) implements Answer {}

  /** The run of a trial has ended. */
  record TrialEnded(int number, TrialResult result) implements StudyEvent {}

  /** Trials have reported values that are to be told. */
  record Reported() implements StudyEvent {}

  /** The time that {@link StudyMachine#due} named has come. */
  record TimersDue() implements StudyEvent {}

  /** This orchestrator has taken over the study from an earlier one. */
  record Recovered() implements StudyEvent {}
}
