package signalbox.application.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of objects that rows name. Thread-safe. */
public interface NamedObjects {
  /**
   * In the order of the bytes of the keys; a key that several rows name comes as often.
   *
   * @param after only keys behind it; null from the first
   * @param upTo only keys up to it, and itself; null to the last
   */
  List<NamedObject> between(@Nullable String after, @Nullable String upTo, int most);

  /** Those of the keys that a row names. */
  Set<String> named(Collection<String> keys);

  /** About how many there are. */
  long count();

  /**
   * @param needed what the row tells of is lost without the object; else it is made again when it
   *     is missing, or it is being removed
   * @param since when the row was written
   */
  record NamedObject(String key, boolean needed, Instant since) {}
}
