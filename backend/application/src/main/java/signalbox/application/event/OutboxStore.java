package signalbox.application.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Messages that have not reached the broker yet. Thread-safe. */
public interface OutboxStore {
  /** Stores a message in the current transaction. */
  void append(Message message);

  /**
   * Takes the oldest messages in a transaction of its own, hands them to {@code send} and removes
   * those whose numbers that answers. Whoever else drains meanwhile gets none, so that messages
   * leave in the order of their numbers. Remembers where the broker has the commands of runs.
   *
   * @return how many were taken and how many removed; {@link Drained#ELSEWHERE} when somebody else
   *     drains
   */
  Drained drain(int limit, Function<List<Numbered>, Map<Long, Place>> send);

  /** Where the broker has the commands of a run, in the order of their publication. */
  List<SentCommand> sentCommands(UUID run);

  /** How much waits. */
  Backlog backlog();

  /**
   * A message.
   *
   * @param key messages of one key keep their order
   * @param headers among them, in a command of a run that is not the key, the run: a trial's
   *     commands have the key of its study
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // Nobody compares messages; a copy of each would only cost.
  record Message(
      String topic, String key, Map<String, String> headers, byte[] payload, Instant createdAt) {
    /** The header that names the run of a command. */
    public static final String SUBJECT = "ce_subject";

    public Message {
      headers = Map.copyOf(headers);
    }
  }

  /** A stored message with its number; later messages of a key have larger ones. */
  record Numbered(long number, Message message) {}

  /**
   * The outcome of a drain.
   *
   * @param elsewhere true when another backend drains now: it may not have seen what came last
   */
  record Drained(int taken, int removed, boolean elsewhere) {
    /** Nothing could be taken, because somebody else drains. */
    public static final Drained ELSEWHERE = new Drained(0, 0, true);

    public Drained(int taken, int removed) {
      this(taken, removed, false);
    }
  }

  /** What waits. */
  record Backlog(long messages, Optional<Instant> oldest) {}

  /** Where the broker has a message, and since when. */
  record Place(int partition, long offset, Instant time) {}

  /**
   * A command of a run that the broker has.
   *
   * @param type as CloudEvents names it: {@code signalbox.command.start_run}
   * @param storedAt when it was put into the outbox
   */
  record SentCommand(UUID commandId, String type, Instant storedAt, String topic, Place place) {
    /** Commands whose way is remembered. */
    public static final Set<String> REMEMBERED =
        Set.of("signalbox.command.start_run", "signalbox.command.cancel_run");
  }
}
