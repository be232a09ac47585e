package signalbox.application.event;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;

/**
 * Carries out {@link SettleDeadLetter}. A replay leaves through the outbox, in the transaction that
 * marks the letter; who did it stays with the letter.
 */
public final class SettleDeadLetterHandler implements Handler<SettleDeadLetter, DeadLetterView> {
  private final DeadLetters letters;
  private final DeadLetterRepository repository;
  private final OutboxStore outbox;
  private final Runnable wakeRelay;
  private final Set<String> topics;
  private final Transactions transactions;
  private final InstantSource clock;

  /**
   * @param wakeRelay called after each commit; must neither block nor throw
   * @param topics where a letter may be sent: a topic that is not there would hold up the outbox
   */
  public SettleDeadLetterHandler(
      DeadLetters letters,
      DeadLetterRepository repository,
      OutboxStore outbox,
      Runnable wakeRelay,
      Set<String> topics,
      Transactions transactions,
      InstantSource clock) {
    this.letters = letters;
    this.repository = repository;
    this.outbox = outbox;
    this.wakeRelay = wakeRelay;
    this.topics = Set.copyOf(topics);
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public DeadLetterView handle(Principal caller, SettleDeadLetter command) {
    letters.require(caller);
    return letters.view(transactions.inTransaction(() -> settle(caller, command)));
  }

  private DeadLetter settle(Principal caller, SettleDeadLetter command) {
    DeadLetter letter =
        repository.lock(command.id()).orElseThrow(() -> DeadLetters.notFound(command.id()));
    if (letter.state() != DeadLetter.State.OPEN) {
      throw SignalboxException.of(ErrorCode.DEAD_LETTER_ILLEGAL_STATE)
          .safe("actual", letter.state().name().toLowerCase(Locale.ROOT));
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (command.replay()) {
      send(letter, now);
    }
    DeadLetter settled =
        letter.changed(
            command.replay() ? DeadLetter.State.REPLAYED : DeadLetter.State.DISCARDED,
            now,
            caller.userId());
    repository.update(settled);
    return settled;
  }

  private void send(DeadLetter letter, Instant now) {
    if (!topics.contains(letter.topic())) {
      throw SignalboxException.of(ErrorCode.DEAD_LETTER_NOT_REPLAYABLE);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    letter.headers().forEach(header -> headers.put(header.name(), header.value()));
    String key = letter.key();
    outbox.append(
        new OutboxStore.Message(
            letter.topic(), key == null ? "" : key, headers, letter.payload(), now));
    transactions.afterCommit(wakeRelay);
  }
}
