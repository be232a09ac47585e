package signalbox.application.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LogRuns.LogRun;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/**
 * Runs that are known to exist, kept in bounded memory: told by their statuses, or looked up many
 * at a time. Thread-safe; only {@link #lookUp} asks the store.
 */
public final class KnownRuns {
  private static final int MOST_RUNS = 50_000;
  private static final int MOST_QUESTIONS = 10_000;
  private static final int LOOK_UP_AT_ONCE = 500;

  /** For so long an answer that there is no such run holds. */
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);

  private final LogRuns runs;
  private final InstantSource clock;
  private final Map<RunId, Known> known = bounded(MOST_RUNS);
  private final Map<RunId, Instant> unknown = bounded(MOST_QUESTIONS);
  private final Set<RunId> questions = new LinkedHashSet<>();

  public KnownRuns(LogRuns runs, InstantSource clock) {
    this.runs = runs;
    this.clock = clock;
  }

  /** What is known of a run. */
  public enum Knowledge {
    THERE,
    NOT_THERE,
    /** Nobody has asked yet, or the answer is on its way. */
    OPEN
  }

  /**
   * A run that exists.
   *
   * @param study whose trial it is; null for a run of its own
   */
  public record Known(ProjectId project, @Nullable RunId study) {}

  /** Of a run of its own. */
  public void learn(RunId run, ProjectId project) {
    learn(run, new Known(project, null));
  }

  public void learn(RunId run, Known there) {
    synchronized (known) {
      known.put(run, there);
    }
  }

  public Optional<Known> find(RunId run) {
    synchronized (known) {
      return Optional.ofNullable(known.get(run));
    }
  }

  /**
   * The run by which the orchestrator finds this one: a trial by its study. Asks the store at once
   * for what is not known; a run that is not there stands for itself.
   */
  RunId root(RunId run) {
    learn(List.of(run));
    RunId study = find(run).map(Known::study).orElse(null);
    return study == null ? run : study;
  }

  /** Asks the store at once, and once, for those that are not known. */
  void learn(Collection<RunId> some) {
    find(some.stream().filter(run -> find(run).isEmpty()).toList())
        .forEach((id, there) -> learn(id, known(there)));
  }

  static Known known(LogRun there) {
    return new Known(there.project(), there.study());
  }

  public Knowledge of(RunId run) {
    if (find(run).isPresent()) {
      return Knowledge.THERE;
    }
    synchronized (unknown) {
      Instant since = unknown.get(run);
      return since != null && clock.instant().isBefore(since.plus(UNKNOWN_FOR))
          ? Knowledge.NOT_THERE
          : Knowledge.OPEN;
    }
  }

  /**
   * Has the run looked up by the next {@link #lookUp}.
   *
   * @return false when too many wait already
   */
  public boolean ask(RunId run) {
    synchronized (questions) {
      return questions.contains(run) || (questions.size() < MOST_QUESTIONS && questions.add(run));
    }
  }

  /** Answers what was asked. While the store is away the questions stay. */
  public void lookUp() {
    List<RunId> some;
    do {
      synchronized (questions) {
        some = questions.stream().limit(LOOK_UP_AT_ONCE).toList();
      }
      answer(some);
      synchronized (questions) {
        some.forEach(questions::remove);
      }
    } while (some.size() == LOOK_UP_AT_ONCE);
  }

  private void answer(List<RunId> some) {
    Map<RunId, LogRun> found = find(some);
    Instant now = clock.instant();
    for (RunId run : some) {
      LogRun there = found.get(run);
      if (there != null) {
        learn(run, known(there));
      } else {
        synchronized (unknown) {
          unknown.put(run, now);
        }
      }
    }
  }

  /** Asks the store at once. */
  Map<RunId, LogRun> find(Collection<RunId> some) {
    return some.isEmpty() ? Map.of() : new HashMap<>(runs.find(some));
  }

  private static <K, V> Map<K, V> bounded(int most) {
    return new LinkedHashMap<>(64, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }
}
