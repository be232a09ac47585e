package signalbox.application.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.shared.Transactions;

/** Lets words on instances grow old: viewers are told, and what is gone for long is forgotten. */
public final class AgeServices implements Runnable {
  /** An instance that nobody has spoken of for so long is gone. */
  public static final Duration GONE = Duration.ofHours(24);

  /** How often this is done. */
  public static final Duration BETWEEN = Duration.ofSeconds(5);

  private final ServiceRepository services;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final InstantSource clock;

  public AgeServices(
      ServiceRepository services,
      Transactions transactions,
      ChangeSignal signal,
      InstantSource clock) {
    this.services = services;
    this.transactions = transactions;
    this.signal = signal;
    this.clock = clock;
  }

  @Override
  public void run() {
    Instant now = clock.instant();
    transactions.inTransaction(() -> {
      int removed = services.removeBefore(now.minus(GONE));
      boolean aged = services.age(now.minus(ServiceViews.LATELY));
      if (aged || removed > 0) {
        transactions.afterCommit(() -> signal.changed(new Topic.SystemState()));
      }
    });
  }
}
