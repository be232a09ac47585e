package signalbox.application.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The outbox in memory. */
public final class InMemoryOutboxStore implements OutboxStore {
  private final List<Numbered> waiting = new ArrayList<>();
  private final List<Published> published = new ArrayList<>();
  private long last;

  @Override
  public synchronized void append(Message message) {
    waiting.add(new Numbered(++last, message));
  }

  @Override
  public synchronized Drained drain(int limit, Function<List<Numbered>, Map<Long, Place>> send) {
    List<Numbered> taken = List.copyOf(waiting.subList(0, Math.min(limit, waiting.size())));
    if (taken.isEmpty()) {
      return new Drained(0, 0);
    }
    Map<Long, Place> sent = send.apply(taken);
    for (Numbered numbered : taken) {
      Place place = sent.get(numbered.number());
      String type = numbered.message().headers().getOrDefault("ce_type", "");
      if (place != null && SentCommand.REMEMBERED.contains(type)) {
        Message message = numbered.message();
        published.add(
            new Published(
                UUID.fromString(message.headers().getOrDefault(Message.SUBJECT, message.key())),
                new SentCommand(
                    UUID.fromString(numbered.message().headers().getOrDefault("ce_id", "")),
                    type,
                    numbered.message().createdAt(),
                    numbered.message().topic(),
                    place)));
      }
    }
    waiting.removeIf(message -> sent.containsKey(message.number()));
    return new Drained(taken.size(), sent.size());
  }

  @Override
  public synchronized Backlog backlog() {
    Optional<Instant> oldest =
        waiting.stream().map(entry -> entry.message().createdAt()).min(Instant::compareTo);
    return new Backlog(waiting.size(), oldest);
  }

  @Override
  public synchronized List<SentCommand> sentCommands(UUID run) {
    return published.stream()
        .filter(entry -> entry.run().equals(run))
        .map(Published::command)
        .sorted(Comparator.comparing(command -> command.place().time()))
        .toList();
  }

  private record Published(UUID run, SentCommand command) {}
}
