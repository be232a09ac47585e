package signalbox.bootstrap;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.ChoreRepository;
import signalbox.application.storage.RecordedChore;
import signalbox.bootstrap.observability.Observability;
import signalbox.presentation.timer.PeriodicTimer;

/** Chores as parts of the backend: each has a timer, a record in the database, and figures. */
final class Chores {
  private final ChoreRepository repository;
  private final Observability observability;
  private final InstantSource clock;

  Chores(ChoreRepository repository, Observability observability, InstantSource clock) {
    this.repository = repository;
    this.observability = observability;
    this.clock = clock;
  }

  ChoreRepository repository() {
    return repository;
  }

  /** A chore that one backend does for all. */
  TimerPart shared(ChoreName name, Duration pause, LongSupplier work) {
    return part(new RecordedChore(name, pause, true, work, repository, clock), pause);
  }

  /** A chore about this backend's own disk. */
  TimerPart own(ChoreName name, Duration pause, LongSupplier work) {
    return part(new RecordedChore(name, pause, false, work, repository, clock), pause);
  }

  private TimerPart part(RecordedChore chore, Duration pause) {
    String word = chore.name().word();
    observability.gauge(
        "signalbox.chore.failing",
        "1 from a turn on that failed here until one ends well in any backend",
        () -> chore.failing() ? 1 : 0,
        "chore",
        word);
    observability.counter(
        "signalbox.chore.removed", "What chores have removed", chore::removed, "chore", word);
    return new TimerPart(new PeriodicTimer(word.replace('_', '-'), pause, chore));
  }
}
