package signalbox.application.event;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;

/** Stores dead letters, once each. */
public final class RecordDeadLetters implements StatusHandler<DeadLetterArrived> {
  private final DeadLetterRepository letters;
  private final Transactions transactions;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final LongAdder stored = new LongAdder();

  public RecordDeadLetters(
      DeadLetterRepository letters,
      Transactions transactions,
      IdGenerator ids,
      InstantSource clock) {
    this.letters = letters;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public void handle(List<DeadLetterArrived> messages) {
    transactions.inTransaction(() -> {
      for (DeadLetterArrived message : messages) {
        boolean added =
            letters.insert(
                new DeadLetter(
                    ids.next(),
                    DeadLetter.State.OPEN,
                    message.cause(),
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    message.key(),
                    message.headers(),
                    message.payload(),
                    message.time(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    null,
                    null),
                message.deadPartition(),
                message.deadOffset());
        if (added) {
          transactions.afterCommit(stored::increment);
        }
      }
    });
  }

  /** How many letters were stored since the start. */
  public long storedLetters() {
    return stored.sum();
  }
}
