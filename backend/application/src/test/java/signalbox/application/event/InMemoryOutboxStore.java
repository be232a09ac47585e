package signalbox.application.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The outbox in memory. */
public final class InMemoryOutboxStore implements OutboxStore {
  private final List<Numbered> waiting = new ArrayList<>();
  private long last;

  @Override
  public synchronized void append(Message message) {
    waiting.add(new Numbered(++last, message));
  }

  @Override
  public synchronized Drained drain(int limit, Function<List<Numbered>, Set<Long>> send) {
    List<Numbered> taken = List.copyOf(waiting.subList(0, Math.min(limit, waiting.size())));
    if (taken.isEmpty()) {
      return new Drained(0, 0);
    }
    Set<Long> sent = send.apply(taken);
    waiting.removeIf(message -> sent.contains(message.number()));
    return new Drained(taken.size(), sent.size());
  }

  @Override
  public synchronized Backlog backlog() {
    Optional<Instant> oldest =
        waiting.stream().map(entry -> entry.message().createdAt()).min(Instant::compareTo);
    return new Backlog(waiting.size(), oldest);
  }
}
