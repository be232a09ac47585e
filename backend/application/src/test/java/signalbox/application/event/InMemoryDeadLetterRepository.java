package signalbox.application.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;

/** Dead letters in memory. For one thread. */
public final class InMemoryDeadLetterRepository implements DeadLetterRepository {
  private final List<DeadLetter> letters = new ArrayList<>();
  private final Set<Place> places = new HashSet<>();

  @Override
  public boolean insert(DeadLetter letter, int deadPartition, long deadOffset) {
    return places.add(new Place(deadPartition, deadOffset, letter.time())) && letters.add(letter);
  }

  @Override
  public Optional<DeadLetter> find(UUID id) {
    return letters.stream().filter(letter -> letter.id().equals(id)).findFirst();
  }

  @Override
  public Optional<DeadLetter> lock(UUID id) {
    return find(id);
  }

  @Override
  public void update(DeadLetter letter) {
    letters.replaceAll(known -> known.id().equals(letter.id()) ? letter : known);
  }

  @Override
  public Page<DeadLetter> list(DeadLetter.@Nullable State state, PageRequest page) {
    UUID before = UuidCursor.decode(page.cursor());
    List<DeadLetter> wanted =
        letters.stream()
            .filter(letter -> state == null || letter.state() == state)
            .sorted(Comparator.comparing((DeadLetter letter) -> letter.id().toString()).reversed())
            .toList();
    List<DeadLetter> rest =
        wanted.stream()
            .filter(
                letter -> before == null || letter.id().toString().compareTo(before.toString()) < 0)
            .toList();
    boolean more = rest.size() > page.limit();
    List<DeadLetter> shown = more ? rest.subList(0, page.limit()) : rest;
    return new Page<>(shown, more ? UuidCursor.encode(shown.getLast().id()) : null, wanted.size());
  }

  @Override
  public long open() {
    return letters.stream().filter(letter -> letter.state() == DeadLetter.State.OPEN).count();
  }

  private record Place(int partition, long offset, Instant time) {}
}
