package signalbox.application.storage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names of objects in memory. */
public final class InMemoryNamedObjects implements NamedObjects {
  private static final Comparator<String> BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final List<NamedObject> names = new CopyOnWriteArrayList<>();

  /** A row names an object, since a time. */
  public void name(String key, boolean needed, Instant since) {
    names.add(new NamedObject(key, needed, since));
  }

  /** The row is gone. */
  public void forget(String key) {
    names.removeIf(name -> name.key().equals(key));
  }

  @Override
  public List<NamedObject> between(@Nullable String after, @Nullable String upTo, int most) {
    return names.stream()
        .filter(name -> after == null || BYTES.compare(name.key(), after) > 0)
        .filter(name -> upTo == null || BYTES.compare(name.key(), upTo) <= 0)
        .sorted(Comparator.comparing(NamedObject::key, BYTES))
        .limit(most)
        .toList();
  }

  @Override
  public Set<String> named(Collection<String> keys) {
    return names.stream().map(NamedObject::key).filter(keys::contains).collect(Collectors.toSet());
  }

  @Override
  public long count() {
    return names.size();
  }
}
